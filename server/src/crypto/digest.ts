/** Digests without a key: of a text that is too long to hold, fed in parts, and of a short one (SHA-256). */
import { createHash, hash } from 'node:crypto'

export type Digest = { add(text: string): void; hex(): string }

export function createDigest(): Digest {
  const digest = createHash('sha256')
  return { add: (text) => void digest.update(text), hex: () => digest.digest('hex') }
}

export const sha256 = (text: string, encoding: 'base64' | 'base64url'): string =>
  hash('sha256', text, encoding)
