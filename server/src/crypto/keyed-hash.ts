/**
 * How random secrets are kept: HMAC-SHA-256 with a pepper that is not in the database. Fast, because guessing 256
 * random bits is hopeless; for the same reason never for passwords, which people choose.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { MasterKey } from './master-key.ts'

/** A hash made for one purpose never matches for another. */
export type HashPurpose =
  | 'api-token'
  | 'feed-token'
  | 'session'
  | 'setup-code'
  | 'invitation'
  | 'password-reset'
  | 'backup'
  | 'device-mark'
  | 'sign-in-place'
  | 'unsubscribe'
  | 'oauth-secret'
  | 'oauth-code'
  | 'oauth-refresh-token'
  | 'oauth-pushed-request'
  | 'oauth-device-code'
  | 'oauth-user-code'
  | 'carried-request'
  | 'oauth-refresh-successor'
  | 'oauth-refresh-seal'

const HASH_BYTES = 32

export type KeyedHash = ReturnType<typeof createKeyedHash>

export function createKeyedHash({ id, pepper }: Pick<MasterKey, 'id' | 'pepper'>) {
  // Random, so that nobody can know a text whose hash it is.
  const dummy = randomBytes(HASH_BYTES)

  const hashOf = (purpose: HashPurpose, text: string): Uint8Array =>
    createHmac('sha256', pepper).update(`countersign/${purpose}/v1\0${text}`).digest()

  const matches = (purpose: HashPurpose, text: string, hash: Uint8Array): boolean => {
    const own = hashOf(purpose, text)
    return hash.length === HASH_BYTES && timingSafeEqual(own, hash)
  }

  return {
    /** Which pepper made the hashes. */
    keyId: id,
    hashOf,
    matches,
    /** For an id that is unknown: costs what a wrong secret costs. */
    burn(purpose: HashPurpose, text: string): void {
      matches(purpose, text, dummy)
    },
  }
}
