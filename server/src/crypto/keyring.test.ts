/** Signing, checking and publishing through the life of the keys. Forged tokens: `keyring-forgeries.test.ts`. */
import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { ACCESS_TOKEN_TYPES, idTokenClaims, type AccessTokenClaims } from '../domain/access-token.ts'
import { SIGNING_ALGORITHMS, type SigningKey, type SigningKeyState } from '../domain/signing-key.ts'
import { createKeyring } from './keyring.ts'
import { loadMasterKey } from './master-key.ts'
import { createSealing } from './sealing.ts'
import { createSigningKeyMaker } from './signing-keys.ts'

const sealingWith = async (value: string) =>
  createSealing(await loadMasterKey({ dataDir: '/nowhere', value, mayCreate: false }))
const sealing = await sealingWith('ab'.repeat(32))
const makeSigningKey = createSigningKeyMaker(sealing)

const ISSUER = 'https://tokens.example.org'
const START = Date.UTC(2026, 0, 1)
const iat = START / 1000
const claims: AccessTokenClaims = {
  iss: ISSUER,
  sub: 'example.org:6f1e',
  aud: ['inventory'],
  azp: 'AbCdEfGhIjKl',
  client_id: 'AbCdEfGhIjKl',
  domain: 'example.org',
  context: 'c',
  context_name: 'o',
  perms: ['csp:org_member', 'external/inventory/schrank-ä/viewer'],
  scope: 'org_member',
  username: 'dana',
  acct: 'dana@example.org',
  iat,
  nbf: iat,
  exp: iat + 1800,
  jti: 'j',
  value_id: 'AbCdEfGhIjKl',
  status: { status_list: { idx: 77, uri: 'https://tokens.example.com/status-lists/1' } },
  as_of: 0,
}
const user = {
  id: '6f1e',
  domain: 'example.org',
  username: 'dana',
  email: 'dana@example.org',
  isEmailVerified: true,
  firstName: 'Dana',
  lastName: 'Smith',
  createdAt: START,
  deactivatedAt: null,
}
const idClaims = idTokenClaims(
  {
    issuer: ISSUER,
    user,
    organizationId: 'o',
    apiTokenId: 'AbCdEfGhIjKl',
    now: START,
    expiresAtSeconds: Math.floor(START / 1000) + 1800,
  },
  [],
)

function keyringAt(now: () => number, ...keys: SigningKey[]) {
  const keyring = createKeyring({ sealing, issuer: ISSUER, now })
  keyring.load(keys)
  return keyring
}
const inState = (key: SigningKey, state: SigningKeyState): SigningKey => ({ ...key, state })

const [rsa, ec, ed] = await Promise.all(SIGNING_ALGORITHMS.map((alg) => makeSigningKey(alg, 'active', START)))
assert.ok(rsa && ec && ed)

for (const key of [rsa, ec, ed]) {
  test(`services check ${key.algorithm} tokens with the published keys and any JWT library`, async () => {
    const keyring = keyringAt(() => START, key)
    const jwks = createLocalJWKSet({ keys: keyring.publicKeys().map(({ jwk }) => ({ ...jwk })) as never })
    const options = { currentDate: new Date(START), issuer: ISSUER, algorithms: [key.algorithm] }
    const accessToken = await jwtVerify(await keyring.sign('at+jwt', claims), jwks, options)
    assert.deepEqual(accessToken.protectedHeader, { alg: key.algorithm, kid: key.id, typ: 'at+jwt' })
    assert.deepEqual(accessToken.payload, claims)
    const idToken = await jwtVerify(await keyring.sign('JWT', idClaims), jwks, options)
    assert.equal(idToken.protectedHeader.typ, 'JWT')
    assert.deepEqual(idToken.payload, idClaims)
  })

  test(`our own ${key.algorithm} tokens are accepted when they come back`, async () => {
    const keyring = keyringAt(() => START, key)
    assert.deepEqual(await keyring.verify('at+jwt', await keyring.sign('at+jwt', claims)), claims)
    assert.deepEqual(await keyring.verify('JWT', await keyring.sign('JWT', idClaims)), idClaims)
  })
}

test('an ID token is refused in place of an access token, and the other way round', async () => {
  const keyring = keyringAt(() => START, rsa)
  assert.equal(await keyring.verify('at+jwt', await keyring.sign('JWT', idClaims)), undefined)
  assert.equal(await keyring.verify('JWT', await keyring.sign('at+jwt', claims)), undefined)
})

test('access tokens are written with the type that is set, ID tokens with theirs', async () => {
  for (const accessTokenType of ACCESS_TOKEN_TYPES) {
    const keyring = createKeyring({ sealing, issuer: ISSUER, now: () => START, accessTokenType })
    keyring.load([rsa])
    const [accessToken, idToken] = [await keyring.sign('at+jwt', claims), await keyring.sign('JWT', idClaims)]
    assert.deepEqual(
      [decodeProtectedHeader(accessToken).typ, decodeProtectedHeader(idToken).typ],
      [accessTokenType, 'JWT'],
    )
    assert.deepEqual(await keyring.verify('at+jwt', accessToken), claims)
    assert.deepEqual(await keyring.verify('JWT', idToken), idClaims)
    assert.equal(await keyring.verify('at+jwt', idToken), undefined)
    assert.equal(await keyring.verify('JWT', accessToken), undefined)
  }
})

test('a token is in force from its issue until the second it expires', async () => {
  let now = START
  const keyring = keyringAt(() => now, ec)
  const token = await keyring.sign('at+jwt', claims)
  const isAcceptedAt = async (at: number) => {
    now = at
    return (await keyring.verify('at+jwt', token)) !== undefined
  }
  assert.equal(await isAcceptedAt(START - 6000), false)
  assert.equal(await isAcceptedAt(START - 5000), true, 'the clock of another process may be a little behind')
  assert.equal(await isAcceptedAt(START + 1_799_999), true)
  assert.equal(await isAcceptedAt(START + 1_800_000), false)
})

test('a token with dates that are missing, no numbers or not yet come is refused', async () => {
  const keyring = keyringAt(() => START, ec)
  const refused: Record<string, unknown>[] = [
    { exp: undefined },
    { exp: String(claims.exp) },
    { exp: null },
    { iat: undefined, nbf: undefined },
    { iat: 'now' },
    { nbf: String(iat) },
    { nbf: iat + 60 },
    { iat: iat + 60 },
  ]
  for (const change of refused) {
    const token = await keyring.sign('at+jwt', { ...claims, ...change })
    assert.equal(await keyring.verify('at+jwt', token), undefined, JSON.stringify(change))
  }
})

test('a token of a copy of this installation, with the same keys and another address, is refused', async () => {
  const keyring = keyringAt(() => START, rsa)
  const token = await keyring.sign('at+jwt', { ...claims, iss: 'https://rehearsal.example.org' })
  assert.equal(await keyring.verify('at+jwt', token), undefined)
})

test('the key document has active, next and retiring keys, in this order, and no removed ones', async () => {
  const removed = inState(await makeSigningKey('ES256', 'active', START), 'removed')
  const keyring = keyringAt(() => START, inState(ed, 'retiring'), removed, inState(ec, 'next'), rsa)
  const published = keyring.publicKeys()
  assert.deepEqual(
    published.map(({ kid, alg }) => [kid, alg]),
    [rsa, ec, ed].map(({ id, algorithm }) => [id, algorithm]),
  )
  for (const { kid, jwk, pem } of published) {
    assert.deepEqual(jwk, [rsa, ec, ed].find(({ id }) => id === kid)?.publicJwk)
    assert.deepEqual({ ...jwk, ...createPublicKey(pem).export({ format: 'jwk' }) }, jwk)
  }
})

test('rotation takes effect at once, and tokens of the retired key stay good until it is removed', async () => {
  const keyring = keyringAt(() => START, rsa, inState(ec, 'next'))
  const before = await keyring.sign('at+jwt', claims)
  keyring.load([inState(rsa, 'retiring'), ec])
  const after = await keyring.sign('at+jwt', claims)
  assert.equal(JSON.parse(Buffer.from(after.split('.')[0]!, 'base64url').toString()).kid, ec.id)
  assert.deepEqual(await keyring.verify('at+jwt', before), claims)
  keyring.load([{ ...inState(rsa, 'removed'), sealedPrivateKey: new Uint8Array() }, ec])
  assert.equal(await keyring.verify('at+jwt', before), undefined)
  assert.deepEqual(await keyring.verify('at+jwt', after), claims)
})

test('a key that another process already signs with is accepted while it is still the next one here', async () => {
  const there = keyringAt(() => START, inState(rsa, 'retiring'), ec)
  const here = keyringAt(() => START, rsa, inState(ec, 'next'))
  assert.deepEqual(await here.verify('at+jwt', await there.sign('at+jwt', claims)), claims)
})

test('without an active key nothing is signed, and the error says so', async () => {
  for (const keys of [[], [inState(rsa, 'next')], [inState(rsa, 'retiring')]]) {
    const keyring = keyringAt(() => START, ...keys)
    await assert.rejects(keyring.sign('at+jwt', claims), /There is no active signing key/)
  }
})

test('a key that the master key does not vouch for is not published, and what was loaded stays', async () => {
  const foreign = await createSigningKeyMaker(await sealingWith('cd'.repeat(32)))('ES256', 'next', START)
  const keyring = keyringAt(() => START, rsa)
  const token = await keyring.sign('at+jwt', claims)
  for (const state of ['next', 'active', 'retiring'] as const) {
    assert.throws(() => keyring.load([rsa, inState(foreign, state)]), /signing key .* cannot be opened/)
  }
  assert.deepEqual(
    keyring.publicKeys().map(({ kid }) => kid),
    [rsa.id],
  )
  assert.deepEqual(await keyring.verify('at+jwt', token), claims)
})

test('a public key that was exchanged in the database is not published', () => {
  const keyring = keyringAt(() => START, { ...rsa, publicJwk: { ...ec.publicJwk, kid: rsa.id } })
  assert.deepEqual(keyring.publicKeys()[0]?.jwk, rsa.publicJwk)
})
