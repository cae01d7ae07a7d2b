/**
 * What an app was let in with once: its codes, refresh tokens and access tokens come of a grant, and end with it. What it
 * may do is computed at each issue: out of what the person allowed, what the app may ask for now, and what they hold now.
 */
import type { AllowedScopes } from '../allowed-scopes.ts'
import type { Instant } from '../instant.ts'

export type Grant = {
  readonly id: string
  readonly organizationId: string
  readonly appId: string
  readonly userId: string
  /** As it was asked for; null when nothing was. */
  readonly scope: string | null
  /** RFC 8707. */
  readonly resources: readonly string[]
  /** When the person gave their password. */
  readonly authenticatedAt: Instant
  /** RFC 8176, space-separated. */
  readonly authenticatedBy: string
  /** The session in which it was allowed, which may be over by now. */
  readonly sessionId: string | null
  /** Of the key that everything from it is bound to (RFC 9449). */
  readonly dpopThumbprint: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
  readonly lastUsedAt: Instant | null
}

/** What a person allowed an app in an organization, so that it is not asked again. */
export type Consent = {
  readonly organizationId: string
  readonly appId: string
  readonly userId: string
  /** As `consentWords` has them. */
  readonly words: readonly string[]
  /** What the app could ask for when it was allowed: what it is given later is not meant. */
  readonly allowed: AllowedScopes
  readonly givenAt: Instant
  readonly lastUsedAt: Instant | null
}

export type Code = {
  /** The public part of the value. */
  readonly id: string
  readonly grantId: string
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly nonce: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly usedAt: Instant | null
}

export type RefreshToken = {
  /** The public part of the value. */
  readonly id: string
  readonly grantId: string
  readonly createdAt: Instant
  /** Unless it is used before. */
  readonly expiresAt: Instant
  /** When its successor was made. */
  readonly replacedAt: Instant | null
}
