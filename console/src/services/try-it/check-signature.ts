/** Checks a signature with the published keys, in the browser. The algorithm is the key's and never the token's. */
import type { Claims, ReadToken } from './read-token.ts'

export type Verdict = { readonly holds: boolean | undefined; readonly says: string }

type Algorithm = RsaHashedImportParams & EcKeyImportParams & EcdsaParams
const ED25519 = { name: 'Ed25519' }
const ALGORITHMS: Readonly<Record<string, Partial<Algorithm> & { readonly name: string }>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  Ed25519: ED25519,
  EdDSA: ED25519,
}

/** `holds` is undefined when this browser can't tell. */
export async function checkSignature(token: ReadToken, keys: readonly Claims[]): Promise<Verdict> {
  const { kid, alg } = token.header
  const key = keys.find((each) => typeof kid === 'string' && each['kid'] === kid)
  if (!key) return { holds: false, says: 'No published key has the id that the token names.' }
  if (key['alg'] !== alg)
    return { holds: false, says: 'The token names another algorithm than its key is for.' }
  const algorithm = Object.hasOwn(ALGORITHMS, String(alg)) ? ALGORITHMS[String(alg)] : undefined
  if (!algorithm) return { holds: undefined, says: 'This browser is not told how to check this algorithm.' }
  const { kty, n, e, crv, x, y } = key
  let imported: CryptoKey
  try {
    const jwk = { kty, n, e, crv, x, y } as JsonWebKey
    imported = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify'])
  } catch {
    return { holds: undefined, says: `This browser can't check ${String(alg)}. Services can.` }
  }
  const signed = new TextEncoder().encode(token.signed)
  const holds = await crypto.subtle.verify(algorithm, imported, token.signature, signed)
  return {
    holds,
    says: holds
      ? 'Signed with a published key.'
      : 'The signature does not fit: the token was changed, or signed by someone else.',
  }
}
