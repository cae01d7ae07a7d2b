/** The digest of a text that is too long to hold: SHA-256, fed in parts. */
import { createHash } from 'node:crypto'

export type Digest = { add(text: string): void; hex(): string }

export function createDigest(): Digest {
  const hash = createHash('sha256')
  return { add: (text) => void hash.update(text), hex: () => hash.digest('hex') }
}
