/**
 * An OAuth app: an organization's own identity, for a machine that no person stands behind, or for an application that
 * people sign in to. RFC 6749 calls it a client, and its id is the `client_id`.
 */
import type { AllowedScopes } from '../allowed-scopes.ts'
import type { Instant } from '../instant.ts'

/**
 * - `machine`: acts for itself (client credentials), with roles of its own
 * - `web`: people sign in to it, and it can keep a secret
 * - `native`: people sign in to it, and it can keep none: a desktop or mobile app, a command line, a page in a browser
 */
export type OAuthAppKind = 'machine' | 'web' | 'native'

/** How it proves who it is (RFC 7591, section 2): Basic or body with a secret, an assertion of its own key, or not at all. */
export type OAuthAppAuthentication = 'secret' | 'private_key_jwt' | 'none'

/** What DPoP proofs may be signed with (RFC 9449). Ed25519 has two names (RFC 9864 and RFC 8037). */
export const DPOP_ALGORITHMS = ['RS256', 'ES256', 'Ed25519', 'EdDSA'] as const

/** What assertions may be signed with. */
export const ASSERTION_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

/** Public half of a key that its assertions are signed with (RFC 7517). */
export type OAuthAppKey = Readonly<Record<string, string>>

/** A native app that existing programs know by this id. */
export const TANZU_CLI = { id: 'tanzu-cli-client-id', redirectUri: 'http://127.0.0.1/callback' } as const

export type OAuthApp = {
  /** Without a colon, which every subject of a person has: no `client_id` is ever equal to one. */
  readonly id: string
  /** Whose it is. */
  readonly organizationId: string
  readonly kind: OAuthAppKind
  readonly name: string
  readonly description: string
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly authentication: OAuthAppAuthentication
  readonly publicKeys: readonly OAuthAppKey[]
  readonly accessTokenSeconds: number
  readonly hasRefreshTokens: boolean
  /** People may let it in on another device than the one that it runs on (RFC 8628). */
  readonly hasDeviceFlow: boolean
  /** A refresh token that was not used for this long has ended. */
  readonly refreshIdleSeconds: number
  /** Since the person let the app in. */
  readonly refreshLifetimeSeconds: number
  /** All that it may ever do: for a person, out of what they hold; a machine out of its own roles. */
  readonly allowedScopes: AllowedScopes
  /** Its tokens are bound to a key that it has to prove (RFC 9449). */
  readonly requiresDpop: boolean
  /** Other organizations may add it. */
  readonly isShared: boolean
  readonly createdAt: Instant
  readonly createdBy: string | null
  readonly changedAt: Instant
  readonly deactivatedAt: Instant | null
  readonly deactivatedBy: string | null
}

/** One of the secrets of an app; its value is seen once, and the store keeps a keyed hash. */
export type OAuthAppSecret = {
  /** The public part of the value. */
  readonly id: string
  readonly name: string
  readonly createdAt: Instant
  readonly createdBy: string | null
  readonly expiresAt: Instant | null
  readonly revokedAt: Instant | null
  readonly lastUsedAt: Instant | null
  readonly lastUsedAddress: string | null
  readonly lastUsedUserAgent: string | null
}

/** An organization that has the app, and may let its people use it or give it roles. */
export type AppOrganization = {
  readonly organizationId: string
  readonly displayName: string
  readonly addedAt: Instant
  readonly addedBy: string | null
  readonly lastUsedAt: Instant | null
}

/** What an organization that has the app knows of it besides. */
export type AppHere = {
  /** What the organization is called whose it is. */
  readonly owner: string
  readonly addedAt: Instant
  readonly lastUsedAt: Instant | null
}

/** Somebody who let the app in, in one organization. */
export type PersonOfApp = {
  readonly userId: string
  readonly username: string
  readonly givenAt: Instant
  readonly lastUsedAt: Instant | null
}
