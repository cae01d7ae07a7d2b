/**
 * Forged tokens, all refused. The forger here is the most dangerous one, who can have our own private key sign
 * anything: what stops a forgery is then the header alone.
 */
import assert from 'node:assert/strict'
import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { ACCESS_TOKEN_TYPES, type AccessTokenType } from '../domain/access-token.ts'
import type { SigningAlgorithm } from '../domain/signing-key.ts'
import { createKeyring } from './keyring.ts'
import { loadMasterKey } from './master-key.ts'
import { createSealing } from './sealing.ts'
import { createSigningKeyMaker, openSigningKey } from './signing-keys.ts'

const masterKey = await loadMasterKey({ dataDir: '/nowhere', value: 'ab'.repeat(32), mayCreate: false })
const sealing = createSealing(masterKey)
const makeSigningKey = createSigningKeyMaker(sealing)
const NOW = Date.UTC(2026, 0, 1)
const keys = {
  RS256: await makeSigningKey('RS256', 'active', NOW),
  ES256: await makeSigningKey('ES256', 'next', NOW),
  Ed25519: { ...(await makeSigningKey('Ed25519', 'next', NOW)), state: 'retiring' as const },
}
const keyringOf = (accessTokenType: AccessTokenType) => {
  const keyring = createKeyring({
    sealing,
    issuer: 'https://tokens.example.org',
    now: () => NOW,
    accessTokenType,
  })
  keyring.load(Object.values(keys))
  return keyring
}
const keyring = keyringOf('at+jwt')

const inForce = { iss: 'https://tokens.example.org', iat: NOW / 1000, nbf: NOW / 1000, exp: NOW / 1000 + 60 }
const claims = { ...inForce, client_id: 'AbCdEfGhIjKl', value_id: 'LkJiHgFeDcBa' }
/** What `idTokenClaims` makes, as far as it matters. */
const idClaims = { ...inForce, aud: 'AbCdEfGhIjKl', azp: 'AbCdEfGhIjKl', username: 'dana' }
const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function signedBy(
  alg: SigningAlgorithm,
  header: unknown,
  key: KeyObject = openSigningKey(sealing, keys[alg]),
  payload: unknown = claims,
) {
  const signed = `${encode(header)}.${encode(payload)}`
  const digest = alg === 'Ed25519' ? null : 'sha256'
  return `${signed}.${sign(digest, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
const headerOf = (alg: SigningAlgorithm) => ({ alg, kid: keys[alg].id, typ: 'at+jwt' })
const header = headerOf('RS256')
const genuine = signedBy('RS256', header)
const [headerPart = '', payloadPart = '', signaturePart = ''] = genuine.split('.')
const withHeader = (changed: unknown) => signedBy('RS256', changed)
const macOf = (secret: string | Buffer) => {
  const signed = `${encode({ ...header, alg: 'HS256' })}.${payloadPart}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
const rsaPublic = keyring.publicKeys()[0]!
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strangerJwk = stranger.publicKey.export({ format: 'jwk' })

const forgeries: Record<string, string> = {
  empty: '',
  'two dots': '..',
  'no signature': `${headerPart}.${payloadPart}.`,
  'two parts': `${headerPart}.${payloadPart}`,
  'four parts': `${genuine}.`,
  'five parts (JWE)': `${genuine}.a.b`,
  'space before': ` ${genuine}`,
  'line break after': `${genuine}\n`,
  'padded signature': `${genuine}==`,
  'signature in the standard alphabet': `${headerPart}.${payloadPart}.${Buffer.from(signaturePart, 'base64url').toString('base64')}`,
  'signature with stray bits': `${genuine.slice(0, -1)}${genuine.endsWith('w') ? 'x' : genuine.endsWith('g') ? 'h' : genuine.endsWith('Q') ? 'R' : 'B'}`,
  'signature cut': genuine.slice(0, -4),
  'signature lengthened': `${genuine}AAAA`,
  'payload changed': `${headerPart}.${encode({ ...claims, exp: claims.exp + 1 })}.${signaturePart}`,
  'payload padded': `${headerPart}.${payloadPart}=.${signaturePart}`,
  ...Object.fromEntries(
    [
      'none',
      'None',
      'NONE',
      'nOnE',
      '',
      null,
      'HS256',
      'RS384',
      'RS512',
      'PS256',
      'ES256',
      'EdDSA',
      'Ed25519',
      'rs256',
    ].map((alg) => [`alg ${JSON.stringify(alg)}`, withHeader({ ...header, alg })]),
  ),
  'alg none, unsigned': `${encode({ ...header, alg: 'none' })}.${payloadPart}.`,
  'alg missing': withHeader({ kid: header.kid, typ: header.typ }),
  'HMAC with the public key as PEM': macOf(rsaPublic.pem),
  'HMAC with the public key as JWK': macOf(JSON.stringify(rsaPublic.jwk)),
  'HMAC with nothing': macOf(''),
  'RSA-PSS under RS256': `${headerPart}.${payloadPart}.${sign(
    'sha256',
    Buffer.from(`${headerPart}.${payloadPart}`),
    {
      key: openSigningKey(sealing, keys.RS256),
      padding: constants.RSA_PKCS1_PSS_PADDING,
    },
  ).toString('base64url')}`,
  'ECDSA signature as DER': `${encode(headerOf('ES256'))}.${payloadPart}.${sign(
    'sha256',
    Buffer.from(`${encode(headerOf('ES256'))}.${payloadPart}`),
    openSigningKey(sealing, keys.ES256),
  ).toString('base64url')}`,
  'ECDSA signature of zeros': `${encode(headerOf('ES256'))}.${payloadPart}.${Buffer.alloc(64).toString('base64url')}`,
  'one key under the header of another': signedBy('ES256', header),
  'a stranger under our kid': signedBy('RS256', header, stranger.privateKey),
  'a stranger with an embedded key': signedBy('RS256', { ...header, jwk: strangerJwk }, stranger.privateKey),
  'a stranger under a kid of its own': signedBy(
    'RS256',
    { ...header, kid: 'A'.repeat(43) },
    stranger.privateKey,
  ),
  ...Object.fromEntries(
    [
      '',
      '__proto__',
      'constructor',
      '../../etc/passwd',
      "' or 1=1 --",
      null,
      0,
      [header.kid],
      `${header.kid}\0`,
    ].map((kid) => [`kid ${JSON.stringify(kid)}`, withHeader({ ...header, kid })]),
  ),
  'kid missing': withHeader({ alg: header.alg, typ: header.typ }),
  ...Object.fromEntries(
    [
      'jwt',
      'Jwt',
      'application/jwt',
      'id+jwt',
      'AT+JWT',
      'application/at+jwt',
      'at+jwt ',
      'logout+jwt',
      '',
      null,
      ['at+jwt'],
    ].map((typ) => [`typ ${JSON.stringify(typ)}`, withHeader({ ...header, typ })]),
  ),
  'typ missing': withHeader({ alg: header.alg, kid: header.kid }),
  ...Object.fromEntries(
    Object.entries({
      jku: 'https://evil.example/keys',
      x5u: 'https://evil.example/cert',
      jwk: rsaPublic.jwk,
      x5c: [],
      crit: ['exp'],
      b64: false,
      zip: 'DEF',
      cty: 'JWT',
    }).map(([member, value]) => [`header with ${member}`, withHeader({ ...header, [member]: value })]),
  ),
  'header member twice': withHeader(`{"alg":"none","alg":"RS256","kid":"${header.kid}","typ":"at+jwt"}`),
  'header with a space': withHeader(` ${JSON.stringify(header)}`),
  'header with a byte order mark': withHeader(`\ufeff${JSON.stringify(header)}`),
  'header not JSON': withHeader('header'),
  'header an array': withHeader([header]),
  'header null': withHeader(null),
  'header padded': `${headerPart}=.${payloadPart}.${signaturePart}`,
  'header of a megabyte': withHeader({ ...header, x: 'x'.repeat(1_000_000) }),
}

test('the genuine token, of each key, is accepted', async () => {
  assert.deepEqual(await keyring.verify('at+jwt', genuine), claims)
  for (const alg of ['ES256', 'Ed25519'] as const) {
    assert.deepEqual(await keyring.verify('at+jwt', signedBy(alg, headerOf(alg))), claims)
  }
})

/** An ID token in every place of an access token. Each is signed by us. */
const idTokens: Record<string, string> = Object.fromEntries(
  Object.entries<Record<string, unknown>>({
    'an ID token': idClaims,
    'an ID token with the id of a client alone': { ...idClaims, client_id: 'AbCdEfGhIjKl' },
    'an ID token with the id of a value alone': { ...idClaims, value_id: 'LkJiHgFeDcBa' },
    'an ID token with rights': { ...idClaims, perms: ['csp:org_owner'], scope: 'org_owner', jti: 'j' },
    'an ID token with ids that are no text': { ...idClaims, client_id: [], value_id: {} },
    'an ID token with ids on its prototype': { ...idClaims, __proto__: { client_id: 'x', value_id: 'x' } },
  }).map(([how, payload]) => [
    how,
    signedBy('RS256', { ...header, typ: 'JWT' }, openSigningKey(sealing, keys.RS256), payload),
  ]),
)

for (const accessTokenType of ACCESS_TOKEN_TYPES) {
  test(`every forged token is refused where access tokens are of the type ${accessTokenType}`, async () => {
    assert.ok(Object.keys(forgeries).length >= 60)
    for (const [how, token] of Object.entries({ ...forgeries, ...idTokens })) {
      assert.notEqual(token, genuine, how)
      assert.equal(await keyringOf(accessTokenType).verify('at+jwt', token), undefined, how)
    }
  })

  test(`an access token of the type ${accessTokenType} is no ID token`, async () => {
    const token = signedBy('RS256', { ...header, typ: accessTokenType })
    for (const type of ACCESS_TOKEN_TYPES) {
      assert.deepEqual(
        await keyringOf(type).verify('at+jwt', token),
        claims,
        'also after the setting was changed',
      )
      assert.equal(await keyringOf(type).verify('JWT', token), undefined)
    }
  })
}

test('a token changed in any one character is refused', async () => {
  const token = signedBy('Ed25519', headerOf('Ed25519'))
  for (let at = 0; at < token.length; at++) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
    assert.equal(await keyring.verify('at+jwt', changed), undefined, `character ${at}`)
  }
})
