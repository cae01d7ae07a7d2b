/** Digests without a key: of a text that is too long to hold, fed in parts, and of a short one (SHA-256). */
import { createHash, hash } from 'node:crypto'
import type { SigningAlgorithm } from '../domain/signing-key.ts'

export type Digest = { add(text: string): void; hex(): string }

export function createDigest(): Digest {
  const digest = createHash('sha256')
  return { add: (text) => void digest.update(text), hex: () => digest.digest('hex') }
}

export const sha256 = (text: string, encoding: 'base64' | 'base64url'): string =>
  hash('sha256', text, encoding)

/** The left half of the hash that goes with a signature, as ID tokens name an access token by (OpenID Connect Core 1.0, section 3.1.3.6). */
export function leftHalfOfHash(text: string, algorithm: SigningAlgorithm): string {
  const digest = hash(algorithm === 'Ed25519' ? 'sha512' : 'sha256', text, 'buffer')
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
