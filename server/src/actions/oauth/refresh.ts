/**
 * A refresh token (RFC 6749, section 6). An app that proves who it is keeps it; of one that can't, each is used once and
 * followed by another (RFC 9700, section 4.14). A used one that comes again within ten seconds, since its answer was lost,
 * gets the same successor; later somebody else has it, and the grant is over.
 */
import { successorOf } from '../../crypto/token-family.ts'
import { isExpired } from '../../domain/instant.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { refusedGrant } from '../../domain/oauth/refused-grant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Grant } from './issued-tokens.ts'
import { issueToPerson, refuseReused, refuseUnlessInForce } from './issue-to-person.ts'
import { findRefreshToken, keptRefreshToken, refreshEnd } from './refresh-tokens.ts'

const REPEAT_MS = 10_000
/** Longer than a repeat may take, by the clocks of several machines. */
const FORGOTTEN_AFTER_MS = 60_000

export const refresh: Grant = async (needs, { client, parameters, origin, dpopThumbprint }) => {
  const { store, keyedHash } = needs
  const { app } = client
  const presented = parameters.get('refresh_token')
  if (presented === undefined) throw new Refusal('request_invalid', { detail: 'Send refresh_token.' })
  if (!app.hasRefreshTokens) throw new Refusal('client_unauthorized', { detail: NONE })
  const found = await findRefreshToken(needs, presented)
  if (found === undefined) throw refusedGrant('refresh_token_unknown')
  const now = needs.now()
  const facts = refuseUnlessInForce(await store.oauthGrants.find(found.grantId), app, now)
  const { grant } = facts
  if (found.state === 'forgotten') return refuseReused(needs, facts, 'refresh_token_reused', origin)
  const { token } = found
  const isRepeated = token.replacedAt !== null
  if (token.replacedAt !== null && now - token.replacedAt > REPEAT_MS)
    return refuseReused(needs, facts, 'refresh_token_reused', origin)
  if (isExpired(token, now)) throw refusedGrant('refresh_token_expired')
  const isPublic = app.authentication === 'none'
  if (isPublic && grant.dpopThumbprint !== null && grant.dpopThumbprint !== dpopThumbprint)
    throw new Refusal('dpop_proof_invalid', { detail: 'The refresh token is bound to another key.' })
  const scope = narrowed(grant.scope, parameters.get('scope'))

  const next = isPublic || isRepeated ? successorOf(keyedHash, presented) : undefined
  // Signed before anything is replaced: what fails until here can be tried again.
  const tokens = await issueToPerson(needs, facts, {
    ...{ client, parameters, scope, nonce: null, dpopThumbprint, origin, now },
  })
  if (!isRepeated)
    await store.change(async (tx) => {
      const expiresAt = refreshEnd(grant, app, now)
      if (next === undefined) await tx.oauthGrants.prolongRefreshToken(token.id, expiresAt)
      // Whoever else replaced it at this moment made the same successor.
      else if (await tx.oauthGrants.replaceRefreshToken(token.id, now)) {
        await tx.oauthGrants.insertRefreshToken(keptRefreshToken(needs, next, grant, app, now))
        const replacedBefore = now - FORGOTTEN_AFTER_MS
        await tx.oauthGrants.forgetReplaced(
          { id: next.firstId, grantId: grant.id, expiresAt },
          replacedBefore,
        )
      }
      await tx.oauthGrants.touch(grant, now)
      return { result: undefined, events: [] }
    })
  return { ...tokens, refreshToken: next?.value.reveal() ?? presented }
}

/** No word more than was allowed; names of rights only out of those that were named. @throws {Refusal} `scope_invalid` */
function narrowed(granted: string | null, asked: string | undefined): string | null {
  if (asked === undefined) return granted
  const [before, now] = [askedScope(granted), askedScope(asked)]
  const names = new Set(before.rights?.split(' '))
  const isMore =
    [...now.words].some((word) => !before.words.has(word)) ||
    (before.rights !== undefined && (now.rights?.split(' ') ?? []).some((name) => !names.has(name)))
  if (isMore) throw new Refusal('scope_invalid', { detail: MORE })
  const rights = now.rights ?? before.rights
  return [...now.words, ...(rights === undefined ? [] : [rights])].join(' ')
}

const NONE = 'Refresh tokens are off for this OAuth app. Switch them on on its page in the console.'
const MORE = 'scope has more than the person allowed. Ask for less, or begin again with a new authorization.'
