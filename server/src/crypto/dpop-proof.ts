/**
 * A DPoP proof (RFC 9449): that whoever sends a request holds the key that it names, for this very request and now. It
 * refuses to say whether the proof was sent before: its user keeps the `idHash` until `expiresAt`, and takes it once.
 */
import { hash } from 'node:crypto'
import type { JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { compactVerify } from 'jose/jws/compact/verify'
import { MINUTE_MS, type Instant } from '../domain/instant.ts'
import { DPOP_ALGORITHMS } from '../domain/oauth/oauth-app.ts'

/** Each with what its sender is told. */
export const DPOP_FAULTS = {
  malformed: 'The DPoP proof is no signed JWT, or is too long. Send one in the header, and no other.',
  type: 'The DPoP proof must have the typ dpop+jwt.',
  header: 'The header of the DPoP proof may name its key only by jwk, and have no extensions.',
  algorithm: `The DPoP proof must be signed with one of ${DPOP_ALGORITHMS.join(', ')}, with the kind of key that this takes.`,
  key: 'The jwk of the DPoP proof must be a public key, alone and strong enough: RSA of at least 2048 bits.',
  signature: 'The signature of the DPoP proof is not by its jwk.',
  claims:
    'The DPoP proof must have jti, htm, htu and iat: a text of at most 256 characters, the method, the URL, and the time.',
  method: 'The htm of the DPoP proof is not the method of this request.',
  url: 'The htu of the DPoP proof is not the URL of this request.',
  time: 'The iat of the DPoP proof is more than a minute away from now. Look at the clock, and make a proof for each request.',
  accessToken: 'The ath of the DPoP proof is not the hash of the access token.',
} as const satisfies Readonly<Record<string, string>>

export type DpopFault = keyof typeof DPOP_FAULTS

export type DpopProof = {
  /** Of its key (RFC 7638): what a token that is bound to it has as `cnf.jkt`. */
  readonly thumbprint: string
  /** Of its key and its `jti`, so that nobody uses up the ids of others. */
  readonly idHash: string
  /** From then on it is refused by its time. */
  readonly expiresAt: Instant
}

export type DpopRequest = {
  readonly method: string
  /** As the client sees it: the public URL and the path. A query does not matter. */
  readonly url: string
  readonly now: Instant
  /** That comes with it, when one does. */
  readonly accessToken?: string
}

/** How far the clock of a client may be off, and how old a proof may be. */
const WINDOW_MS = MINUTE_MS
const LONGEST_PROOF = 8192
const LONGEST_ID = 256

/** Each would bring a key from elsewhere, or change what the signature is over. */
const REFUSED_HEADERS = ['jku', 'x5u', 'x5c', 'crit', 'b64', 'zip']
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

export async function checkDpopProof(
  proof: string,
  request: DpopRequest,
): Promise<DpopProof | { readonly fault: DpopFault }> {
  const header = headerOf(proof)
  if (header === undefined) return { fault: 'malformed' }
  const { typ, alg, jwk } = header
  if (typeof typ !== 'string' || !/^(application\/)?dpop\+jwt$/i.test(typ)) return { fault: 'type' }
  if (REFUSED_HEADERS.some((name) => Object.hasOwn(header, name))) return { fault: 'header' }
  if (!isKnown(alg)) return { fault: 'algorithm' }
  if (!isObject(jwk) || PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) return { fault: 'key' }
  const key = KEYS[alg](jwk)
  if (key === undefined) return { fault: 'key' }
  const claims = await signedBy(key, alg, proof)
  if (claims === undefined) return { fault: 'signature' }
  const fault = faultIn(claims, request)
  if (fault !== undefined) return { fault }
  const thumbprint = await calculateJwkThumbprint(key)
  return {
    thumbprint,
    idHash: hash('sha256', `${thumbprint}\0${String(claims['jti'])}`, 'base64url'),
    expiresAt: Math.floor(Number(claims['iat']) * 1000) + WINDOW_MS + 1,
  }
}

type Members = Readonly<Record<string, unknown>>
type Algorithm = (typeof DPOP_ALGORITHMS)[number]

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isKnown = (alg: unknown): alg is Algorithm => DPOP_ALGORITHMS.some((known) => known === alg)

/** Only the members that make the key, so that `alg`, `use`, `key_ops` and `x5c` in it can never matter. */
const okp = ({ kty, crv, x }: Members): JWK | undefined =>
  kty === 'OKP' && crv === 'Ed25519' && is32Bytes(x) ? { kty, crv, x } : undefined
const KEYS: Readonly<Record<Algorithm, (jwk: Members) => JWK | undefined>> = {
  RS256: ({ kty, n, e }) => (kty === 'RSA' && isStrongModulus(n) && e === 'AQAB' ? { kty, n, e } : undefined),
  ES256: ({ kty, crv, x, y }) =>
    kty === 'EC' && crv === 'P-256' && is32Bytes(x) && is32Bytes(y) ? { kty, crv, x, y } : undefined,
  Ed25519: okp,
  EdDSA: okp,
}

/** In the one spelling that has the one thumbprint. */
function bytesIn(text: unknown): Buffer | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64url') : undefined
  return bytes?.toString('base64url') === text ? bytes : undefined
}
const is32Bytes = (text: unknown): text is string => bytesIn(text)?.length === 32
/** From 2048 bits, no zeros before it, to 8192: what is longer takes long to check. */
function isStrongModulus(text: unknown): text is string {
  const bytes = bytesIn(text)
  if (!bytes?.[0]) return false
  return bytes.length <= 1024 && (bytes.length > 256 || (bytes.length === 256 && bytes[0] >= 0x80))
}

function headerOf(proof: string): Members | undefined {
  if (proof.length > LONGEST_PROOF || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof)) return undefined
  return objectIn(Buffer.from(proof.slice(0, proof.indexOf('.')), 'base64url'))
}

async function signedBy(key: JWK, alg: Algorithm, proof: string): Promise<Members | undefined> {
  try {
    const { payload } = await compactVerify(proof, { ...key, alg }, { algorithms: [alg] })
    return objectIn(payload) ?? {}
  } catch {
    return undefined // also a point that is not on the curve
  }
}

function objectIn(bytes: Uint8Array): Members | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function faultIn(
  { jti, htm, htu, iat, exp, nbf, ath }: Members,
  { method, url, now, accessToken }: DpopRequest,
): DpopFault | undefined {
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) return 'claims'
  if (typeof htm !== 'string' || typeof htu !== 'string' || !isTime(iat)) return 'claims'
  if (![exp, nbf].every((time) => time === undefined || isTime(time))) return 'claims'
  if (htm !== method) return 'method'
  if (normalised(htu) === undefined || normalised(htu) !== normalised(url)) return 'url'
  if (Math.abs(iat * 1000 - now) > WINDOW_MS) return 'time'
  if (isTime(exp) && exp * 1000 <= now) return 'time'
  if (isTime(nbf) && nbf * 1000 > now + WINDOW_MS) return 'time'
  if (accessToken !== undefined && ath !== hash('sha256', accessToken, 'base64url')) return 'accessToken'
  return undefined
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/**
 * As RFC 9449, section 4.3, compares: without query and fragment, after the normalisation by syntax and scheme of
 * RFC 3986, sections 6.2.2 and 6.2.3. What only lenient readers take for a URL is none.
 */
function normalised(text: string): string | undefined {
  if (!/^https?:\/\/[^/\\\s][^\\\s]*$/i.test(text) || !URL.canParse(text)) return undefined
  const { origin, pathname, username, password } = new URL(text)
  if (username || password) return undefined
  return origin + pathname.replace(/%[0-9a-f]{2}/gi, spelledOnce)
}

function spelledOnce(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return /[\w.~-]/.test(character) ? character : escape.toUpperCase()
}
