/** DPoP proofs as clients make them, and as others would: signed by node:crypto, so that nothing is shared with the check. */
import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'

const GENERATE = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  Ed25519: () => generateKeyPairSync('ed25519'),
  EdDSA: () => generateKeyPairSync('ed25519'),
} as const

export type ProofKey = { readonly alg: string; readonly privateKey: KeyObject; readonly jwk: object }

export function makeProofKey(alg: keyof typeof GENERATE = 'ES256'): ProofKey {
  const { privateKey, publicKey } = GENERATE[alg]()
  return { alg, privateKey, jwk: publicKey.export({ format: 'jwk' }) }
}

export type ProofParts = {
  readonly method: string
  readonly url: string
  readonly nowSeconds: number
  readonly accessToken?: string
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** `header` and `claims` change what is right; undefined leaves a member out. */
export function makeProof(
  key: ProofKey,
  { method, url, nowSeconds, accessToken }: ProofParts,
  { header = {}, claims = {} }: { readonly header?: object; readonly claims?: object } = {},
): string {
  return signProof(
    key,
    { typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header },
    {
      ...{ jti: randomUUID(), htm: method, htu: url, iat: nowSeconds },
      ...(accessToken !== undefined && { ath: sha256(accessToken) }),
      ...claims,
    },
  )
}

/** Whatever it is given, text as it is. */
export function signProof({ privateKey, alg }: ProofKey, header: unknown, claims: unknown): string {
  const signed = `${encode(header)}.${encode(claims)}`
  const digest = alg.startsWith('Ed') ? null : 'sha256'
  const signature = sign(digest, Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}
