/** The long-lived credential as everyone may see it; its value exists only in the answer that generated it. */
import type { AllowedScopes } from '../allowed-scopes.ts'
import { DAY_MS, isExpired, type Instant } from '../instant.ts'
import type { Lifetime } from './lifetime.ts'
import type { Overlap } from './overlap.ts'

export type ApiToken = {
  readonly id: string
  readonly organizationId: string
  readonly userId: string
  readonly name: string
  /** What it is for; null when its maker said nothing. */
  readonly description: string | null
  readonly allowedScopes: AllowedScopes
  /** The API token that made it, through an access token; null for one that a person generated. */
  readonly parentId: string | null
  /** What bounds it for ever beside its own scopes: those of what made it, so that it never outgrows them. */
  readonly bounds: readonly AllowedScopes[]
  /** As chosen, so that regenerating can offer it again; null for a token that never expires. */
  readonly lifetime: Lifetime | null
  readonly reminderDays: number | null
  readonly createdAt: Instant
  readonly regeneratedAt: Instant | null
  readonly expiresAt: Instant | null
  readonly deactivatedAt: Instant | null
  readonly revokedAt: Instant | null
  /** With whichever value. */
  readonly lastUsedAt: Instant | null
  readonly lastUsedAddress: string | null
  readonly lastUsedUserAgent: string | null
  /** The present value was sent in a URL, where logs and histories may have kept it. */
  readonly seenInUrlAt: Instant | null
  /** Public id of the present value: characters 4 to 15 of it. */
  readonly secretId: string
  /** The value before, which still works, or did until lately: see `overlapNow`. */
  readonly overlap: Overlap | null
}

export type ApiTokenState = 'active' | 'expires_soon' | 'expired' | 'deactivated' | 'revoked'

const SOON_MS = 7 * DAY_MS

export function stateOf(token: ApiToken, now: Instant): ApiTokenState {
  if (token.revokedAt !== null) return 'revoked'
  if (token.deactivatedAt !== null) return 'deactivated'
  if (token.expiresAt === null) return 'active'
  if (isExpired(token, now)) return 'expired'
  const isShortLived = token.expiresAt - (token.regeneratedAt ?? token.createdAt) <= SOON_MS
  return !isShortLived && token.expiresAt - now <= SOON_MS ? 'expires_soon' : 'active'
}

/** One value of an API token, at rest: never the value. A token may have several while values overlap. */
export type ApiTokenSecret = {
  readonly id: string
  readonly hash: Uint8Array
  /** Which pepper made the hash. */
  readonly hashKeyId: string
  readonly createdAt: Instant
  /** When an overlapping value ends; null while it lasts as long as its token. */
  readonly expiresAt: Instant | null
  readonly revokedAt: Instant | null
}
