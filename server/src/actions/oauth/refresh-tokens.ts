/**
 * Refresh tokens as values. The successor of one is computed from it, so that whoever asks twice gets the same again, and
 * no value is kept anywhere.
 */
import type { KeyedHash } from '../../crypto/keyed-hash.ts'
import type { Secret } from '../../crypto/secret.ts'
import { tokenStringOf } from '../../crypto/token-string.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Grant, RefreshToken } from '../../domain/oauth/grant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Hashed } from '../../store/oauth/oauth-grants-store.ts'

type Hashing = { readonly keyedHash: Pick<KeyedHash, 'hashOf'> }

export type MadeRefreshToken = { readonly id: string; readonly value: Secret }

export function successorOf({ keyedHash }: Hashing, presented: string): MadeRefreshToken {
  const part = (number: number) => keyedHash.hashOf('oauth-refresh-successor', `${number}\0${presented}`)
  return tokenStringOf('r', Buffer.concat([part(1), part(2)]))
}

/** As it is kept: until it was not used for too long, or the grant ends. */
export const keptRefreshToken = (
  { keyedHash }: Hashing,
  { id, value }: MadeRefreshToken,
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
