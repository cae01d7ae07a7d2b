/**
 * A key that signs access tokens, through its life: next (published, not yet used), active, retiring (published until
 * the last token it signed has expired), removed.
 */
import { MINUTE_MS, type Instant } from './instant.ts'

export const SIGNING_ALGORITHMS = ['RS256', 'ES256', 'Ed25519'] as const
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number]
/** Events are signed with a key of their own only where access tokens are not signed as every receiver of events can check. */
export type SigningPurpose = 'tokens' | 'events'
export const EVENT_ALGORITHM = 'RS256'
export type SigningKeyState = 'next' | 'active' | 'retiring' | 'removed'

export type SigningKey = {
  /** RFC 7638 thumbprint. */
  readonly id: string
  readonly algorithm: SigningAlgorithm
  readonly purpose: SigningPurpose
  readonly state: SigningKeyState
  /** Public JSON Web Key with `alg`, `use` and `kid`. */
  readonly publicJwk: Readonly<Record<string, string>>
  /** The private key, sealed; empty once the key is removed. */
  readonly sealedPrivateKey: Uint8Array
  readonly createdAt: Instant
  readonly activatedAt: Instant | null
  readonly retiredAt: Instant | null
}

/** Verifiers keep a key document for up to this long, so a key is published at least this long before it signs. */
export const PUBLICATION_LEAD_MS = 10 * MINUTE_MS
