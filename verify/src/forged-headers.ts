/** Forgeries in the header: algorithms, keys that a token brings along, key ids, types. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { base64url, signToken } from './forge-token.ts'
import type { Forgery, Scene } from './forged-scene.ts'

export function forgeHeaders(scene: Scene): Forgery[] {
  return [
    ...forgeAlgorithms(scene),
    ...forgeSecrets(scene),
    ...bringKeys(scene),
    ...forgeKeyIds(scene),
    ...forgeTypes(scene),
  ]
}

function forgeAlgorithms({ rsa, ec, ed, headerOf, header, claims, withHeader }: Scene): Forgery[] {
  const unsigned = (alg: string) =>
    `${base64url(JSON.stringify(header({ alg })))}.${base64url(JSON.stringify(claims()))}.`
  const nones = ['none', 'None', 'NONE', 'nOnE', 'none ', '\u0000none', '']
  const swapped = ['RS384', 'RS512', 'PS256', 'ES256', 'Ed25519', 'rs256', 'RS256 ', 'RSA-OAEP', 'HS256']
  const under = (alg: string, key = rsa) =>
    signToken({ ...rsa, alg }, { ...headerOf(rsa), alg: key.alg }, claims())
  return [
    ...nones.map((alg): Forgery => [
      `alg ${JSON.stringify(alg)}, unsigned`,
      unsigned(alg),
      'algorithm_mismatch',
    ]),
    ['alg none over a good signature', withHeader({ alg: 'none' }), 'algorithm_mismatch'],
    ['no alg', withHeader({ alg: undefined }), 'algorithm_mismatch'],
    ['alg null', withHeader({ alg: null }), 'algorithm_mismatch'],
    ['alg in an array', withHeader({ alg: ['RS256'] }), 'algorithm_mismatch'],
    ['alg as a number', withHeader({ alg: 256 }), 'algorithm_mismatch'],
    ...swapped.map((alg): Forgery => [
      `RSA key, header says ${alg}`,
      withHeader({ alg }),
      'algorithm_mismatch',
    ]),
    [
      'RSA key, header and signature PS256',
      signToken({ ...rsa, alg: 'PS256' }, header({ alg: 'PS256' }), claims()),
      'algorithm_mismatch',
    ],
    [
      'RSA key, header and signature RS512',
      signToken({ ...rsa, alg: 'RS512' }, header({ alg: 'RS512' }), claims()),
      'algorithm_mismatch',
    ],
    ['header says RS256, signature is PS256', under('PS256'), 'signature_invalid'],
    ['header says RS256, signature is RS384', under('RS384'), 'signature_invalid'],
    [
      'EC key, header says RS256',
      signToken(ec, { ...headerOf(ec), alg: 'RS256' }, claims()),
      'algorithm_mismatch',
    ],
    [
      'EC key, header says ES256K',
      signToken(ec, { ...headerOf(ec), alg: 'ES256K' }, claims()),
      'algorithm_mismatch',
    ],
    [
      'Ed25519 key, header says EdDSA',
      signToken(ed, { ...headerOf(ed), alg: 'EdDSA' }, claims()),
      'algorithm_mismatch',
    ],
    ['EC key named, signed with the RSA key', signToken(rsa, headerOf(ec), claims()), 'signature_invalid'],
    ['RSA key named, signed with the EC key', signToken(ec, headerOf(rsa), claims()), 'signature_invalid'],
  ]
}

// The public key is known to everybody: as a secret it would let everybody sign.
function forgeSecrets({ rsa, ec, headerOf, header, claims }: Scene): Forgery[] {
  const asSecrets = (key: KeyObject, type: 'spki' | 'pkcs1'): [string, Buffer][] => [
    [`${type} PEM`, Buffer.from(key.export({ type, format: 'pem' }) as string)],
    [
      `${type} PEM without its last newline`,
      Buffer.from((key.export({ type, format: 'pem' }) as string).trimEnd()),
    ],
    [`${type} DER`, key.export({ type, format: 'der' }) as Buffer],
  ]
  const secrets: [string, Buffer][] = [
    ...asSecrets(rsa.publicKey, 'spki'),
    ...asSecrets(rsa.publicKey, 'pkcs1'),
    ['JWK', Buffer.from(JSON.stringify(rsa.jwk))],
    ['modulus', Buffer.from(rsa.jwk.n!, 'base64url')],
    ['empty text', Buffer.alloc(0)],
  ]
  const keyed = (alg: string, secret: Buffer, said: object) =>
    signToken({ ...rsa, alg, privateKey: createSecretKey(secret) }, said, claims())
  const pem = secrets[0]![1]
  return [
    ...secrets.map(([form, secret]): Forgery => [
      `HS256 with the public key's ${form}`,
      keyed('HS256', secret, header({ alg: 'HS256' })),
      'algorithm_mismatch',
    ]),
    ['HS384 with the public key', keyed('HS384', pem, header({ alg: 'HS384' })), 'algorithm_mismatch'],
    ['HS512 with the public key', keyed('HS512', pem, header({ alg: 'HS512' })), 'algorithm_mismatch'],
    [
      'HS256 with the EC public key',
      keyed('HS256', asSecrets(ec.publicKey, 'spki')[0]![1], { ...headerOf(ec), alg: 'HS256' }),
      'algorithm_mismatch',
    ],
    ['HMAC with the public key, header says RS256', keyed('HS256', pem, header()), 'signature_invalid'],
    [
      'HS256 with a published secret',
      keyed('HS256', Buffer.from('secret'), header({ alg: 'HS256', kid: 'o'.repeat(43) })),
      'key_unknown',
    ],
  ]
}

function bringKeys({ rsa, stranger, headerOf, header, claims, withHeader }: Scene): Forgery[] {
  const strangers = (overrides: object) =>
    signToken(stranger, { ...headerOf(stranger), ...overrides }, claims())
  const { kid } = rsa
  return [
    ['jwk in the header', strangers({ jwk: stranger.jwk }), 'header_refused'],
    [
      'jwk in the header under the id of the real key',
      strangers({ kid, jwk: stranger.jwk }),
      'header_refused',
    ],
    ['jwk in the header that is the real key', withHeader({ jwk: rsa.jwk }), 'header_refused'],
    ['jku to a stranger', strangers({ jku: 'https://stranger.example/jwks' }), 'header_refused'],
    [
      'jku with credentials that look like the issuer',
      strangers({ jku: 'https://tokens.example.com@stranger.example/' }),
      'header_refused',
    ],
    ['x5u to a stranger', strangers({ x5u: 'https://stranger.example/cert.pem' }), 'header_refused'],
    ['x5c in the header', strangers({ x5c: ['MIIB'] }), 'header_refused'],
    ['crit with exp', withHeader({ crit: ['exp'] }), 'header_refused'],
    ['crit that is empty', withHeader({ crit: [] }), 'header_refused'],
    ['crit with an extension nobody knows', withHeader({ crit: ['urn:x'], 'urn:x': true }), 'header_refused'],
    ['b64 false', withHeader({ b64: false }), 'header_refused'],
    ['b64 false and critical', withHeader({ b64: false, crit: ['b64'] }), 'header_refused'],
    ['compressed payload', withHeader({ zip: 'DEF' }), 'header_refused'],
    ["a stranger's key under its own id", strangers({}), 'key_unknown'],
    [
      "a stranger's key under the id of the real one",
      signToken(stranger, header(), claims()),
      'signature_invalid',
    ],
  ]
}

function forgeKeyIds({ rsa, unusable, headerOf, claims, withHeader }: Scene): Forgery[] {
  const kids: [string, unknown][] = [
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['a path', '../../../../../../../../../../../../../dev/null'],
    ['SQL', "x' UNION SELECT 'secret' --"],
    ['a shell command', '|/usr/bin/touch /tmp/owned'],
    ['a URL', 'https://stranger.example/jwks'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['0', 0],
    ['an array', [rsa.kid]],
    ['an object', { toString: rsa.kid }],
    ['10,000 characters', 'A'.repeat(10_000)],
    ['43 other characters', 'A'.repeat(43)],
    ['the real one and a newline', `${rsa.kid}\n`],
    ['the real one and a null byte', `${rsa.kid}\u0000`],
    ['the real one and a space before', ` ${rsa.kid}`],
  ]
  return [
    ...kids.map(([what, kid]): Forgery => [`kid ${what}`, withHeader({ kid }), 'key_unknown']),
    ...Object.entries(unusable).map(([what, key]): Forgery => [
      what,
      signToken(key, headerOf(key), claims()),
      'key_unknown',
    ]),
  ]
}

function forgeTypes({ type, withHeader }: Scene): Forgery[] {
  const types: unknown[] = [
    undefined,
    null,
    '',
    ...(type === 'JWT' ? ['JWT ', 'xJWT', 'application/jwt+at'] : ['JWT', 'application/JWT']),
    'JWS',
    'JWE',
    'JOSE',
    'id+jwt',
    'rt+jwt',
    'token-introspection+jwt',
    'client-authentication+jwt',
    'logout+jwt',
    'refresh+jwt',
    'dpop+jwt',
    'secevent+jwt',
    'at+jwt ',
    'at+jwt\n',
    'at jwt',
    'at-jwt',
    'xat+jwt',
    'text/at+jwt',
    'application/at+jwt; charset=utf-8',
    'application/application/at+jwt',
    ['at+jwt'],
    { typ: 'at+jwt' },
  ]
  return types.map((typ) => [`typ ${JSON.stringify(typ)}`, withHeader({ typ }), 'type_mismatch'])
}
