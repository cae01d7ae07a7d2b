/**
 * The public keys of an app that proves itself by assertions (RFC 7517, RFC 7523): of which only what a signature is
 * checked with is kept. A private part is refused with a warning, since whoever sent it has shown it.
 */
import type { OAuthAppKey } from './oauth-app.ts'

const SHORTEST_MODULUS_BITS = 2048
/** Longer ones make each check dear, and nothing safer for long. */
const LONGEST_MODULUS_BITS = 4096

type Jwk = Readonly<Record<string, unknown>>

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** By kty: the algorithm that the key is for, and the members that it is made of. */
const KINDS: Readonly<
  Record<string, { readonly algorithms: readonly string[]; readonly parts: readonly string[] }>
> = {
  RSA: { algorithms: ['RS256', 'PS256'], parts: ['n', 'e'] },
  EC: { algorithms: ['ES256'], parts: ['crv', 'x', 'y'] },
  OKP: { algorithms: ['EdDSA', 'Ed25519'], parts: ['crv', 'x'] },
}
const CURVES: Readonly<Record<string, string>> = { EC: 'P-256', OKP: 'Ed25519' }
/** 32 bytes, without padding. */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/
const BASE64URL = /^[A-Za-z0-9_-]+$/
const KEY_ID = /^[\x21-\x7e]{1,200}$/

export type PublicKeyFinding = { readonly key: OAuthAppKey } | { readonly problem: string }

const refused = (problem: string): PublicKeyFinding => ({ problem })

/** Whether the point is one of its curve is for whoever can compute it. */
export function publicKeyOf(jwk: Jwk): PublicKeyFinding {
  const shown = PRIVATE_MEMBERS.find((name) => Object.hasOwn(jwk, name))
  if (shown !== undefined) {
    return refused(
      `This is a private key (it has “${shown}”). Make a new pair, keep the private half to yourself, and give the public one.`,
    )
  }
  const { kty, alg, use, kid } = jwk
  const kind = typeof kty === 'string' && Object.hasOwn(KINDS, kty) ? KINDS[kty] : undefined
  if (typeof kty !== 'string' || kind === undefined)
    return refused('Give an RSA, EC or OKP key as a JWK (RFC 7517).')
  if (use !== undefined && use !== 'sig')
    return refused('The key is for encryption. Give one whose use is “sig”.')
  if (alg !== undefined && !(typeof alg === 'string' && kind.algorithms.includes(alg)))
    return refused(`A key of this kind signs with ${kind.algorithms[0]}. Leave “alg” out, or write that.`)
  if (kid !== undefined && !(typeof kid === 'string' && KEY_ID.test(kid)))
    return refused('The key id (“kid”) may have 200 characters, without spaces.')
  const parts: Record<string, string> = { kty }
  for (const name of kind.parts) {
    const part = jwk[name]
    if (typeof part !== 'string' || part === '') return refused(`The key lacks “${name}”.`)
    parts[name] = part
  }
  const problem = kty === 'RSA' ? problemOfRsa(parts) : problemOfCurve(kty, parts)
  return problem === undefined
    ? { key: { ...parts, ...(typeof kid === 'string' && { kid }) } }
    : refused(problem)
}

function problemOfCurve(kty: string, { crv, x, y }: Record<string, string>): string | undefined {
  if (crv !== CURVES[kty]) return `Of ${kty} keys only the curve ${CURVES[kty]} is supported.`
  return [x, y].every((coordinate) => coordinate === undefined || COORDINATE.test(coordinate))
    ? undefined
    : 'The key was cut off, or is not base64url.'
}

function problemOfRsa({ n = '', e = '' }: Record<string, string>): string | undefined {
  if (!BASE64URL.test(n) || !BASE64URL.test(e) || n.startsWith('A')) {
    return 'The key was cut off, or is not base64url.'
  }
  if (e !== 'AQAB') return 'The exponent of an RSA key has to be 65537 (“AQAB”).'
  // The first byte is not zero, so its high bits say how many bits there are but for seven.
  const bits = Math.floor((n.length * 6) / 8) * 8
  if (bits < SHORTEST_MODULUS_BITS) return `An RSA key has at least ${SHORTEST_MODULUS_BITS} bits.`
  return bits > LONGEST_MODULUS_BITS ? `An RSA key has at most ${LONGEST_MODULUS_BITS} bits.` : undefined
}
