/**
 * Makes keys and tokens for the tests: good ones, and ones that are wrong in exactly one way. Signs whatever it is
 * given with node:crypto, so that it shares no code with what it tests. Not part of the package.
 */
import {
  constants,
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign as signBytes,
  type webcrypto,
} from 'node:crypto'

export type Jwk = webcrypto.JsonWebKey & { kid?: string }
export type TestKey = { alg: string; kid: string; privateKey: KeyObject; publicKey: KeyObject; jwk: Jwk }

const generators: Record<string, () => { privateKey: KeyObject; publicKey: KeyObject }> = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  RS256weak: () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
  RS256short: () => generateKeyPairSync('rsa', { modulusLength: 2047 }),
  RS256smallExponent: () => generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES256k: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  Ed25519: () => generateKeyPairSync('ed25519'),
}

/** A key as Countersign publishes one; `overrides` change what is published, `undefined` leaves a member out. */
export function makeKey(kind: string, overrides: Jwk = {}): TestKey {
  const { privateKey, publicKey } = generators[kind]!()
  const alg = /^[A-Z][A-Za-z]\d+/.exec(kind)![0]
  const bare = publicKey.export({ format: 'jwk' })
  const kid = thumbprint(bare)
  return { alg, kid, privateKey, publicKey, jwk: { ...bare, kid, alg, use: 'sig', ...overrides } }
}

// RFC 7638: the required members in the order of their names.
function thumbprint({ crv, e, kty, n, x, y }: Jwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, e, kty, n, x, y })).digest('base64url')
}

export const base64url = (part: string | Uint8Array) => Buffer.from(part).toString('base64url')
export const asText = (part: object | string) => (typeof part === 'string' ? part : JSON.stringify(part))

/** Signs as a JWS algorithm says; the key need not be one for it. */
export function signatureOf(alg: string, key: KeyObject, input: string): Buffer {
  const bytes = Buffer.from(input)
  const digest = `sha${alg.slice(2)}`
  if (alg.startsWith('HS')) return createHmac(digest, key).update(bytes).digest()
  if (alg.startsWith('RS')) return signBytes(digest, bytes, key)
  if (alg.startsWith('ES')) return signBytes(digest, bytes, { key, dsaEncoding: 'ieee-p1363' })
  if (alg.startsWith('PS')) {
    return signBytes(digest, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
  }
  return signBytes(null, bytes, key)
}

/** A token over these parts; text is taken as it is, so that it need not be JSON. */
export function signToken(
  key: TestKey,
  header: object | string,
  payload: object | string | Uint8Array,
): string {
  const payloadPart = payload instanceof Uint8Array ? payload : asText(payload)
  const input = `${base64url(asText(header))}.${base64url(payloadPart)}`
  return `${input}.${base64url(signatureOf(key.alg, key.privateKey, input))}`
}

export const headerOf = ({ alg, kid }: TestKey) => ({ alg, kid, typ: 'at+jwt' })

/** What the claims of other callers have that those of a person by an API token have not, and the reverse. */
export const CALLERS = {
  person: {},
  app: { client_id: 'app-7k2m9q4x', azp: 'app-7k2m9q4x', value_id: undefined, grant_id: 'Gr4ntId00001' },
  machine: {
    ...{ sub: 'app-7k2m9q4x', client_id: 'app-7k2m9q4x', azp: 'app-7k2m9q4x' },
    ...{ domain: undefined, username: undefined, acct: undefined },
  },
} as const satisfies Record<string, object>

/** The claims that the server writes, with `overrides`; `undefined` leaves a claim out. */
export function claimsOf(issuer: string, service: string, nowSeconds: number, overrides: object = {}) {
  return {
    iss: issuer,
    sub: `local:${randomUUID()}`,
    aud: [service],
    azp: 'a1B2c3D4e5F6',
    client_id: 'a1B2c3D4e5F6',
    domain: 'local',
    context: randomUUID(),
    context_name: randomUUID(),
    perms: [
      'csp:org_member',
      `external/${service}/inventory:viewer`,
      `external/${service}/inventory:item.read`,
    ],
    scope: '',
    username: 'ada@example.com',
    acct: 'ada@example.com',
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + 1800,
    jti: randomUUID(),
    value_id: 'z9Y8x7W6v5U4',
    ...overrides,
  }
}
