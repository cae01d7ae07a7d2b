/**
 * A DPoP proof (RFC 9449): that whoever sends a request holds the key that its access token is bound to, for this very
 * request and now. Refuses every proof by another key before it looks at the signature, and does not know whether one
 * was seen before.
 */
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { VerifyError } from './errors.ts'
import { isJsonObject, type JsonObject, parseStrictJson } from './strict-json.ts'
import { type Algorithm, type ImportKey, type PublicKey, publicKeyIn } from './verification-key.ts'

/** The request that a token came with, by the scheme `DPoP`. */
export type DpopRequest = {
  method: string
  /** As its client sees it: this service's public address, and the path. Query and fragment do not matter. */
  url: string
  /** The header `DPoP`; undefined where there is none. */
  proof: string | undefined
}

/** Ed25519 has two names in headers (RFC 9864, RFC 8037). */
const ALGORITHMS: ReadonlyMap<unknown, Algorithm> = new Map([
  ['RS256', 'RS256'],
  ['ES256', 'ES256'],
  ['Ed25519', 'Ed25519'],
  ['EdDSA', 'Ed25519'],
] as const)
/** As `WWW-Authenticate` and the metadata of a service name them. */
export const DPOP_ALGORITHMS: readonly string[] = [...ALGORITHMS.keys()].map(String)

/** How far the clock of a client may be off, and how old a proof may be. */
const WINDOW_SECONDS = 60
const LONGEST_PROOF = 8192
const LONGEST_ID = 256

const REFUSED_HEADERS = ['jku', 'x5u', 'x5c', 'crit', 'b64', 'zip']
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

type Binding = {
  readonly accessToken: string
  /** The `jkt` that the token is bound to. */
  readonly thumbprint: string
  readonly nowSeconds: number
  readonly importKey: ImportKey
}

/**
 * Gives an id of the proof, always of one size, that no other key's proof has.
 * @throws VerifyError `dpop_proof_invalid` or `dpop_key_mismatch`
 */
export async function checkDpopProof(
  { method, url, proof }: DpopRequest,
  { accessToken, thumbprint, nowSeconds, importKey }: Binding,
): Promise<string> {
  const { signed, signature, header, payload } = partsOf(proof)
  const [algorithm, key] = keyIn(header)
  if ((await thumbprintOf(key)) !== thumbprint) throw new VerifyError('dpop_key_mismatch')
  if (!(await isSigned(await imported(importKey, algorithm, key), signed, signature)))
    throw invalid('The signature of the proof is not by its key.')
  const claims = objectIn(payload)
  const { jti, htm, htu, iat, exp, nbf, ath } = claims
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID || !isTime(iat))
    throw invalid('The proof must have a jti of at most 256 characters, and iat.')
  if (htm !== method) throw invalid('The htm of the proof is not the method of this request.')
  const asked = normalisedUrl(url)
  if (asked === undefined || normalisedUrl(htu) !== asked)
    throw invalid('The htu of the proof is not the URL of this request.')
  const isOfNow =
    Math.abs(iat - nowSeconds) <= WINDOW_SECONDS &&
    (exp === undefined || (isTime(exp) && exp > nowSeconds)) &&
    (nbf === undefined || (isTime(nbf) && nbf <= nowSeconds + WINDOW_SECONDS))
  if (!isOfNow) throw invalid('The proof is not of now: its iat may be a minute away at most.')
  if (ath !== (await sha256(accessToken)))
    throw invalid('The ath of the proof is not the hash of the access token.')
  return (await sha256(`${thumbprint}\0${jti}`)).slice(0, ID_LENGTH)
}

/** 128 bits. */
const ID_LENGTH = 22

const invalid = (detail: string): VerifyError => new VerifyError('dpop_proof_invalid', { detail })

function partsOf(proof: string | undefined) {
  if (typeof proof !== 'string' || proof === '') throw invalid('The header DPoP with a proof is missing.')
  const parts = proof.length > LONGEST_PROOF ? [] : proof.split('.')
  const [header, payload, signature] = parts.map(decodeBase64url)
  if (parts.length !== 3 || !header || !payload || !signature)
    throw invalid('The header DPoP must hold one signed JWT, and nothing else.')
  return { signed: `${parts[0]}.${parts[1]}`, header: objectIn(header), payload, signature }
}

function objectIn(bytes: Uint8Array): JsonObject {
  try {
    return parseStrictJson(bytes)
  } catch {
    throw invalid('Header and claims of the proof must be JSON objects.')
  }
}

function keyIn(header: JsonObject): [Algorithm, PublicKey] {
  const { typ, alg, jwk } = header
  if (typeof typ !== 'string' || !/^(application\/)?dpop\+jwt$/i.test(typ))
    throw invalid('The proof must have the typ dpop+jwt.')
  if (REFUSED_HEADERS.some((name) => Object.hasOwn(header, name)))
    throw invalid('The header of the proof may name its key only by jwk, and have no extensions.')
  const algorithm = ALGORITHMS.get(alg)
  if (!algorithm) throw invalid(`The proof must be signed with one of ${DPOP_ALGORITHMS.join(', ')}.`)
  const isPublic = isJsonObject(jwk) && !PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))
  const known = isPublic ? publicKeyIn({ ...jwk, alg: algorithm }) : undefined
  if (!known) throw invalid('The jwk of the proof must be a public key for its alg, and strong enough.')
  return known
}

/** RFC 7638: the members that make the key, in the order of their names. */
const thumbprintOf = ({ crv, e, kty, n, x, y }: PublicKey): Promise<string> =>
  sha256(JSON.stringify({ crv, e, kty, n, x, y }))

type CheckSignature = Awaited<ReturnType<ImportKey>>

async function imported(importKey: ImportKey, ...key: [Algorithm, PublicKey]): Promise<CheckSignature> {
  try {
    return await importKey(...key)
  } catch {
    throw invalid('The jwk of the proof is no key that can be used.') // not a point of the curve, for one
  }
}

const isSigned = async (
  isSignedBy: CheckSignature,
  signed: string,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> => isSignedBy(signed, signature)

const isTime = (value: unknown): value is number => Number.isFinite(value)

const utf8 = new TextEncoder()

async function sha256(text: string): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))))
}

/**
 * As RFC 9449, section 4.3, compares: without query and fragment, after the normalisation by syntax and scheme of
 * RFC 3986, sections 6.2.2 and 6.2.3. What only lenient readers take for a URL is none.
 */
function normalisedUrl(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^https?:\/\/[^/\\\s][^\\\s]*$/i.test(text) || !URL.canParse(text))
    return undefined
  const { origin, pathname, username, password } = new URL(text)
  if (username || password) return undefined
  return origin + pathname.replace(/%[0-9a-f]{2}/gi, spelledOnce)
}

function spelledOnce(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return /[\w.~-]/.test(character) ? character : escape.toUpperCase()
}
