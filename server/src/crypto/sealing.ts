/**
 * Seals what must rest in the database: AES-256-GCM with a random nonce, bound to what it is for. Opening refuses a
 * changed byte, another use and another master key alike, and does not tell which it was.
 *
 * Layout: format (1 byte), nonce (12), ciphertext, tag (16).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { MasterKey } from './master-key.ts'

/** What a sealed value is for; it opens only for exactly the same. */
export type SealedFor = { readonly keyId: string; readonly purpose: string; readonly algorithm: string }

const FORMAT = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + NONCE_BYTES

export type Sealing = ReturnType<typeof createSealing>

export function createSealing({ sealing }: Pick<MasterKey, 'sealing'>) {
  return {
    seal(plain: Uint8Array, sealedFor: SealedFor): Uint8Array {
      // Random nonces are safe for 2^32 values under one key (NIST SP 800-38D); we seal keys and mails, far fewer.
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(associatedData(sealedFor))
      const parts = [Buffer.of(FORMAT), nonce, cipher.update(plain), cipher.final()]
      return Buffer.concat([...parts, cipher.getAuthTag()])
    },

    open(sealed: Uint8Array, sealedFor: SealedFor): Buffer {
      try {
        if (sealed[0] !== FORMAT || sealed.length < HEAD_BYTES + TAG_BYTES) throw new Error('unknown format')
        const nonce = sealed.subarray(1, HEAD_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(associatedData(sealedFor))
        decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
        return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()])
      } catch (cause) {
        const { purpose, keyId } = sealedFor
        throw new Error(
          `The ${purpose} ${keyId} cannot be opened: the master key is another one than it was sealed with, or the database was changed. Start with the master key that belongs to this database.`,
          { cause },
        )
      }
    },
  }
}

// A JSON array, because joined strings could mean several things ("a" + "bc" and "ab" + "c").
const associatedData = ({ keyId, purpose, algorithm }: SealedFor): Buffer =>
  Buffer.from(JSON.stringify(['countersign/sealed', FORMAT, keyId, purpose, algorithm]))
