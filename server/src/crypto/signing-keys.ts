/**
 * Makes the keys that sign access tokens, and opens them again. The private half leaves this file only sealed or as a
 * handle that cannot be printed.
 */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import type { Instant } from '../domain/instant.ts'
import type { SigningAlgorithm, SigningKey, SigningKeyState, SigningPurpose } from '../domain/signing-key.ts'
import type { Sealing } from './sealing.ts'

const generate = promisify(generateKeyPair)

const GENERATE: Record<SigningAlgorithm, () => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>> = {
  RS256: () => generate('rsa', { modulusLength: 2048 }),
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  Ed25519: () => generate('ed25519'),
}

/** The private half is readable only in here; what is returned can be stored as it is. */
export const createSigningKeyMaker =
  (sealing: Sealing) =>
  async (
    algorithm: SigningAlgorithm,
    state: SigningKeyState,
    now: Instant,
    purpose: SigningPurpose = 'tokens',
  ): Promise<SigningKey> => {
    const { publicKey, privateKey } = await GENERATE[algorithm]()
    const id = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }) as JWK)
    const plain = privateKey.export({ format: 'der', type: 'pkcs8' })
    return {
      id,
      algorithm,
      purpose,
      state,
      publicJwk: publicJwkOf(publicKey, { id, algorithm }),
      sealedPrivateKey: sealing.seal(plain, sealedFor({ id, algorithm })),
      createdAt: now,
      activatedAt: state === 'active' ? now : null,
      retiredAt: null,
    }
  }

export type SigningKeyMaker = ReturnType<typeof createSigningKeyMaker>

/** The private key. That it opens proves that a holder of the master key made it, for this id and algorithm. */
export function openSigningKey(
  sealing: Sealing,
  key: Pick<SigningKey, 'id' | 'algorithm' | 'sealedPrivateKey'>,
): KeyObject {
  const plain = sealing.open(key.sealedPrivateKey, sealedFor(key))
  return createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' })
}

/** A key without `alg` lets a verifier be talked into another algorithm, so every key that we show has one. */
export function publicJwkOf(
  publicKey: KeyObject,
  { id, algorithm }: Pick<SigningKey, 'id' | 'algorithm'>,
): Readonly<Record<string, string>> {
  return {
    ...(publicKey.export({ format: 'jwk' }) as Record<string, string>),
    alg: algorithm,
    use: 'sig',
    kid: id,
  }
}

const sealedFor = ({ id, algorithm }: Pick<SigningKey, 'id' | 'algorithm'>) => ({
  keyId: id,
  purpose: 'signing key',
  algorithm,
})
