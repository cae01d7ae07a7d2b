/**
 * Who takes part in the forgeries: the issuer's keys, keys it publishes that must not be used, and a stranger's.
 * The `with…` functions make a token that is right but for what they are told to change.
 */
import type { AccessTokenType } from './compact-token.ts'
import type { VerifyErrorCode } from './errors.ts'
import {
  asText,
  claimsOf,
  headerOf as headerOfType,
  type Jwk,
  makeKey,
  signToken,
  type TestKey,
} from './forge-token.ts'

/** What is wrong with it, the token, and the code it must be refused with. */
export type Forgery = readonly [wrong: string, token: string, code: VerifyErrorCode]
export type Scene = ReturnType<typeof setScene>

export const REVOKED_API_TOKEN = 'revoked00000'

/** `type` is that of the installation's access tokens; `caller` changes whose these are. */
export function setScene(type: AccessTokenType = 'at+jwt', caller: object = {}) {
  const issuer = 'https://tokens.example.com'
  const service = '7f1c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11'
  const nowSeconds = 1_800_000_000
  const { rsa, ec, ed, stranger, unusable, secret } = allKeys()
  const published: Jwk[] = [...Object.values(unusable), rsa, ec, ed].map(({ jwk }) => jwk)

  const headerOf = (key: TestKey) => ({ ...headerOfType(key), typ: type })
  const header = (overrides: object = {}) => ({ ...headerOf(rsa), ...overrides })
  const claims = (overrides: object = {}) =>
    claimsOf(issuer, service, nowSeconds, { ...caller, ...overrides })
  return {
    type,
    issuer,
    service,
    nowSeconds,
    rsa,
    ec,
    ed,
    stranger,
    unusable,
    published: [secret, ...published],
    headerOf,
    header,
    claims,
    genuine: (key: TestKey) => signToken(key, headerOf(key), claims()),
    /** Signed by the issuer's RSA key over a changed header. */
    withHeader: (overrides: object) => signToken(rsa, header(overrides), claims()),
    /** Signed by the issuer's RSA key over changed claims. */
    withClaims: (overrides: object) => signToken(rsa, header(), claims(overrides)),
    /** Signed by the issuer's RSA key over claims as JSON text with one piece replaced. */
    withClaimText: (from: string | RegExp, to: string) =>
      signToken(rsa, header(), replaced(asText(claims()), from, to)),
    withHeaderText: (from: string, to: string) =>
      signToken(rsa, replaced(asText(header()), from, to), claims()),
  }
}

let made: ReturnType<typeof makeKeys> | undefined
/** One set for all scenes: RSA keys take long to find. */
const allKeys = () => (made ??= makeKeys())

function makeKeys() {
  const rsa = makeKey('RS256')
  const ec = makeKey('ES256')
  const ed = makeKey('Ed25519')
  const stranger = makeKey('RS256')
  const unusable: Record<string, TestKey> = {
    'a published key without alg': makeKey('RS256', { alg: undefined }),
    'a published key for encryption': makeKey('RS256', { use: 'enc' }),
    'a published key without use': makeKey('RS256', { use: undefined }),
    'a published key of 1024 bits': makeKey('RS256weak'),
    'a published key of 2047 bits': makeKey('RS256short'),
    'a published key with exponent 3': makeKey('RS256smallExponent'),
    'a published key on secp256k1 that says ES256': makeKey('ES256k'),
    'a published key whose coordinate is padded': padded(makeKey('ES256')),
    'a published key on P-384 that says ES256': makeKey('ES384', { alg: 'ES256' }),
    'a published key whose alg is for another kind of key': makeKey('ES256', { alg: 'RS256' }),
    'a published key for PS256': makeKey('RS256', { alg: 'PS256' }),
    'a published key that leaks its private half': leaking(makeKey('ES256')),
  }
  const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'o'.repeat(43), alg: 'HS256', use: 'sig' }
  return { rsa, ec, ed, stranger, unusable, secret }
}

function padded(key: TestKey): TestKey {
  return { ...key, jwk: { ...key.jwk, x: `${key.jwk.x}=` } }
}

function leaking(key: TestKey): TestKey {
  return { ...key, jwk: { ...key.privateKey.export({ format: 'jwk' }), ...key.jwk } }
}

// A replacement that finds nothing would leave a good token behind a bad name.
export function replaced(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, () => to)
  if (changed === text) throw new Error(`Nothing to replace: ${from} in ${text}`)
  return changed
}
