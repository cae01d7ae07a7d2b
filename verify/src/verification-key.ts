/**
 * Turns a published JSON Web Key into something that checks signatures, for one algorithm and no other.
 * Refuses, by answering undefined, keys that do not say what they are for, weak ones, and ones that leak a secret.
 */
import { decodeBase64url } from './base64url.ts'
import { isKeyId } from './compact-token.ts'
import { isJsonObject, type JsonObject } from './strict-json.ts'

export type Algorithm = 'RS256' | 'ES256' | 'Ed25519'
/** `signed` is the text of header and payload with the dot between them, so ASCII. */
export type CheckSignature = (
  signed: string,
  signature: Uint8Array<ArrayBuffer>,
) => boolean | Promise<boolean>
/** Only the members that make the key, so that `key_ops`, `x5c` and so on can never matter. */
export type PublicKey = { kty: string; crv?: string; n?: string; e?: string; x?: string; y?: string }
export type ImportKey = (algorithm: Algorithm, key: PublicKey) => Promise<CheckSignature>
export type VerificationKey = { kid: string; algorithm: Algorithm; isSignedBy: CheckSignature }

export async function readVerificationKey(
  jwk: unknown,
  importKey: ImportKey,
): Promise<VerificationKey | undefined> {
  if (!isJsonObject(jwk) || jwk.use !== 'sig' || !isKeyId(jwk.kid) || Object.hasOwn(jwk, 'd'))
    return undefined
  const known = publicKeyIn(jwk)
  if (!known) return undefined
  try {
    return { kid: jwk.kid, algorithm: known[0], isSignedBy: await importKey(...known) }
  } catch {
    return undefined // not a point of the curve, or a curve this runtime does not have
  }
}

/** Undefined unless the key is of the kind that its `alg` takes. */
export function publicKeyIn({ alg, kty, crv, n, e, x, y }: JsonObject): [Algorithm, PublicKey] | undefined {
  if (alg === 'RS256' && kty === 'RSA' && isStrongModulus(n) && e === 'AQAB') return [alg, { kty, n, e }]
  if (alg === 'ES256' && kty === 'EC' && crv === 'P-256' && is32Bytes(x) && is32Bytes(y))
    return [alg, { kty, crv, x, y }]
  if (alg === 'Ed25519' && kty === 'OKP' && crv === 'Ed25519' && is32Bytes(x)) return [alg, { kty, crv, x }]
  return undefined
}

// 256 bytes with the top bit set: a modulus of 2048 bits, not a short one with zeros before it.
function isStrongModulus(n: unknown): n is string {
  const bytes = typeof n === 'string' ? decodeBase64url(n) : undefined
  if (!bytes?.[0]) return false
  return bytes.length > 256 || (bytes.length === 256 && bytes[0] >= 0x80)
}

function is32Bytes(coordinate: unknown): coordinate is string {
  return typeof coordinate === 'string' && decodeBase64url(coordinate)?.length === 32
}
