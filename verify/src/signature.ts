/**
 * Checks signatures with what the runtime has: node:crypto where it exists, WebCrypto everywhere else.
 * The algorithm is the key's; nothing in this file ever sees a token's header.
 */
import type { Algorithm, ImportKey } from './verification-key.ts'

type NodeCrypto = typeof import('node:crypto')

// Fetched at run time and not imported, so that the same file also loads where there is no node:crypto.
const nodeCrypto = globalThis.process?.getBuiltinModule?.('node:crypto')

/** Measured on Node 26, RS256, one call after the other: 40,000 checks/s this way, 13,000 through WebCrypto. */
export function importKeyWith({ createPublicKey, createVerify, verify }: NodeCrypto): ImportKey {
  return async (algorithm, jwk) => {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    if (algorithm === 'Ed25519')
      return (signed, signature) => verify(null, Buffer.from(signed), key, signature)
    const howToVerify = algorithm === 'ES256' ? ({ key, dsaEncoding: 'ieee-p1363' } as const) : key
    return (signed, signature) => {
      if (algorithm === 'ES256' && signature.length !== 64) return false // createVerify throws at another length
      // Not the one-shot `verify`, which takes a microsecond more.
      return createVerify('sha256').update(signed, 'latin1').verify(howToVerify, signature)
    }
  }
}

const webAlgorithms = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
} as const satisfies Record<Algorithm, object>

const ascii = new TextEncoder()

export const importKeyWithWebCrypto: ImportKey = async (algorithm, jwk) => {
  const parameters = webAlgorithms[algorithm]
  const key = await crypto.subtle.importKey('jwk', jwk, parameters, false, ['verify'])
  return (signed, signature) => crypto.subtle.verify(parameters, key, signature, ascii.encode(signed))
}

export const importKey: ImportKey = nodeCrypto ? importKeyWith(nodeCrypto) : importKeyWithWebCrypto
