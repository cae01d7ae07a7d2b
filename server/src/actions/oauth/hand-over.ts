/**
 * What a code of any kind is redeemed for: tokens, and a refresh token where the app has them. One of all that come with it
 * uses it; when another one comes, what the first was given is over.
 */
import { makeTokenString } from '../../crypto/token-string.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Instant } from '../../domain/instant.ts'
import type { GrantFacts } from '../../store/oauth/oauth-grants-store.ts'
import type { Changes } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import type { IssuedTokens, TokenRequest } from './issued-tokens.ts'
import { issueToPerson, refuseReused } from './issue-to-person.ts'
import { keptRefreshToken } from './refresh-tokens.ts'

type Redeemed = {
  readonly facts: GrantFacts
  readonly nonce: string | null
  readonly now: Instant
  /** True for the one of all that use it. */
  readonly use: (tx: Changes) => Promise<boolean>
}

/** @throws {Refusal} `dpop_proof_invalid` without the key that it is bound to; `grant_invalid` for who comes second */
export async function handOver(
  needs: Needs,
  { client, parameters, origin, dpopThumbprint }: TokenRequest,
  { facts, nonce, now, use }: Redeemed,
): Promise<IssuedTokens> {
  const { grant } = facts
  const { app } = client
  if (grant.dpopThumbprint !== null && grant.dpopThumbprint !== dpopThumbprint)
    throw new Refusal('dpop_proof_invalid', { detail: 'The code is bound to another key.' })
  const refresh = app.hasRefreshTokens ? makeTokenString('r') : undefined
  // Signed before anything is used up: what fails until here can be tried again.
  const tokens = await issueToPerson(needs, facts, {
    ...{ client, parameters, scope: grant.scope, nonce, dpopThumbprint, origin, now },
  })
  const isFirst = await needs.store.change(async (tx) => {
    const result = await use(tx)
    if (!result) return { result, events: [] }
    if (refresh !== undefined)
      await tx.oauthGrants.insertRefreshToken(keptRefreshToken(needs, refresh, grant, app, now))
    if (app.authentication === 'none' && dpopThumbprint !== undefined)
      await tx.oauthGrants.bind(grant.id, dpopThumbprint)
    await tx.oauthGrants.touch(grant, now)
    return { result, events: [] }
  })
  if (!isFirst) return refuseReused(needs, facts, 'code_reused', origin)
  return { ...tokens, refreshToken: refresh?.value.reveal() }
}
