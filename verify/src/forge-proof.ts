/** Makes DPoP proofs for the tests, and keys for them: good ones, and ones wrong in one way. Not part of the package. */
import { createHash, randomUUID } from 'node:crypto'
import { makeKey, signToken, type TestKey } from './forge-token.ts'

export type ProofParts = {
  readonly method: string
  readonly url: string
  readonly nowSeconds: number
  readonly accessToken: string
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** The key, and the `cnf` of a token that is bound to it. */
export function makeProofKey(kind: string = 'ES256') {
  const { privateKey, publicKey, alg, kid } = makeKey(kind)
  return { alg, kid, privateKey, publicKey, jwk: publicKey.export({ format: 'jwk' }), cnf: { jkt: kid } }
}

/** `header` and `claims` change what is right; undefined leaves a member out. */
export function makeProof(
  key: TestKey,
  { method, url, nowSeconds, accessToken }: ProofParts,
  { header = {}, claims = {} }: { readonly header?: object; readonly claims?: object } = {},
): string {
  return signToken(
    key,
    { typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header },
    { jti: randomUUID(), htm: method, htu: url, iat: nowSeconds, ath: sha256(accessToken), ...claims },
  )
}
