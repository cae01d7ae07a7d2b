/**
 * Refresh tokens as they are kept and found again. Of those that were replaced only the first of a family stays, and those
 * whose answer may still be on its way; the others are known by their seal (decision 28).
 */
import type { KeyedHash } from '../../crypto/keyed-hash.ts'
import type { Secret } from '../../crypto/secret.ts'
import { firstOf } from '../../crypto/token-family.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Grant, RefreshToken } from '../../domain/oauth/grant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Hashed } from '../../store/oauth/oauth-grants-store.ts'
import type { Needs } from '../needs.ts'

type Hashing = { readonly keyedHash: Pick<KeyedHash, 'hashOf'> }

export type FoundRefreshToken =
  | { readonly state: 'kept'; readonly grantId: string; readonly token: RefreshToken }
  /** It was replaced long ago. */
  | { readonly state: 'forgotten'; readonly grantId: string }

/** Undefined for whatever none of ours is, at the cost of one that is wrong. */
export async function findRefreshToken(
  { store, keyedHash }: Pick<Needs, 'store' | 'keyedHash'>,
  presented: string,
): Promise<FoundRefreshToken | undefined> {
  const id = parseTokenString(presented, 'r')?.id
  const token = id === undefined ? undefined : await store.oauthGrants.findRefreshToken(id)
  if (token !== undefined) {
    const isGenuine = keyedHash.matches('oauth-refresh-token', presented, token.hash)
    return isGenuine ? { state: 'kept', grantId: token.grantId, token } : undefined
  }
  keyedHash.burn('oauth-refresh-token', presented)
  const firstId = firstOf(keyedHash, presented)
  const first = firstId === undefined ? undefined : await store.oauthGrants.findRefreshToken(firstId)
  return first && { state: 'forgotten', grantId: first.grantId }
}

/** As it is kept: until it was not used for too long, or the grant ends. */
export const keptRefreshToken = (
  { keyedHash }: Hashing,
  { id, value }: { readonly id: string; readonly value: Secret },
  grant: Grant,
  app: Pick<OAuthApp, 'refreshIdleSeconds'>,
  now: Instant,
): Hashed<RefreshToken> => ({
  ...{ id, hash: keyedHash.hashOf('oauth-refresh-token', value.reveal()), grantId: grant.id },
  ...{ createdAt: now, expiresAt: refreshEnd(grant, app, now), replacedAt: null },
})

export const refreshEnd = (
  { expiresAt }: Pick<Grant, 'expiresAt'>,
  { refreshIdleSeconds }: Pick<OAuthApp, 'refreshIdleSeconds'>,
  now: Instant,
): Instant => Math.min(expiresAt, now + refreshIdleSeconds * 1000)
