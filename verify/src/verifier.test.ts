/** What a verifier accepts, remembers and refuses to be set up with; forgeries are in forged-tokens.test.ts. */
import assert from 'node:assert/strict'
import test, { suite } from 'node:test'
import * as jose from 'jose'
import { createVerifier, type VerifierOptions } from './index.ts'
import { claimsOf, headerOf, makeKey, signToken } from './forge-token.ts'

const issuer = 'https://tokens.example.com'
const audience = '7f1c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11'
const nowSeconds = 1_800_000_000
const key = makeKey('ES256')

function setUp(options: Partial<VerifierOptions> = {}) {
  const clock = { seconds: nowSeconds }
  const verifier = createVerifier({
    issuer,
    audience,
    now: () => clock.seconds * 1000,
    fetch: async () => Response.json({ keys: [key.jwk] }),
    ...options,
  })
  return { clock, verifier }
}
const tokenWith = (overrides: object = {}, header: object = {}) =>
  signToken(key, { ...headerOf(key), ...header }, claimsOf(issuer, audience, nowSeconds, overrides))

suite('a token that jose signed is accepted', () => {
  for (const alg of ['RS256', 'ES256', 'Ed25519']) {
    test(alg, async () => {
      const { publicKey, privateKey } = await jose.generateKeyPair(alg)
      const jwk = await jose.exportJWK(publicKey)
      const kid = await jose.calculateJwkThumbprint(jwk)
      const token = await new jose.SignJWT(claimsOf(issuer, audience, nowSeconds))
        .setProtectedHeader({ alg, kid, typ: 'at+jwt' })
        .sign(privateKey)
      const { verifier } = setUp({
        fetch: async () => Response.json({ keys: [{ ...jwk, kid, alg, use: 'sig' }] }),
      })
      const checked = await verifier.verify(token)
      assert.equal(checked.kind === 'api_token' && checked.username, 'ada@example.com')
    })
  }
})

test('the type may be written in full and in any case, as RFC 9068 allows', async () => {
  const { verifier } = setUp()
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/At+Jwt']) {
    await verifier.verify(tokenWith({}, { typ }))
  }
})

test('the audience may be one text, or an array that holds the service', async () => {
  const { verifier } = setUp()
  await verifier.verify(tokenWith({ aud: audience }))
  await verifier.verify(tokenWith({ aud: ['another', audience] }))
})

test('a service that goes by several ids accepts tokens for each', async () => {
  const { verifier } = setUp({ audience: ['the old id', audience] })
  await verifier.verify(tokenWith({ aud: ['the old id'] }))
  await verifier.verify(tokenWith())
  await assert.rejects(verifier.verify(tokenWith({ aud: ['another'] })), { code: 'audience_mismatch' })
})

test('a fresh token is accepted by a machine whose clock is a little behind, and refused beyond the tolerance', async () => {
  const { clock, verifier } = setUp({ clockToleranceSeconds: 10 })
  clock.seconds = nowSeconds - 10
  await verifier.verify(tokenWith())
  clock.seconds = nowSeconds - 11
  await assert.rejects(verifier.verify(tokenWith()), { code: 'token_not_yet_valid' })
})

test('a token seen before is not checked again, and refused the moment it expires', async () => {
  const { clock, verifier } = setUp()
  const text = tokenWith()
  const first = await verifier.verify(text)
  clock.seconds = nowSeconds + 1799.999
  assert.equal(await verifier.verify(text), first)
  clock.seconds = nowSeconds + 1800
  await assert.rejects(verifier.verify(text), { code: 'token_expired' })
})

test('a token seen before is refused the moment it is revoked', async () => {
  const revoked = new Set<string>()
  const { verifier } = setUp({ isRevoked: (token) => revoked.has(token.clientId) })
  const text = tokenWith()
  await verifier.verify(text)
  revoked.add('a1B2c3D4e5F6')
  await assert.rejects(verifier.verify(text), { code: 'token_revoked' })
})

test('a revocation list that answers with a promise is a mistake of the service, and no fault of a token', async () => {
  for (const answer of [true, false]) {
    const { verifier } = setUp({ isRevoked: () => Promise.resolve(answer) as never })
    await assert.rejects(verifier.verify(tokenWith()), { name: 'TypeError', message: /isRevoked/ })
  }
})

test('with nothing remembered, a token is checked every time', async () => {
  const { verifier } = setUp({ rememberedTokens: 0 })
  const text = tokenWith()
  assert.notEqual(await verifier.verify(text), await verifier.verify(text))
})

test('one request cannot change what a token says for the next', async () => {
  const { verifier } = setUp()
  const { claims } = await verifier.verify(tokenWith())
  assert.throws(() => (claims.perms as string[]).push('csp:org_owner'), TypeError)
  assert.throws(() => Object.assign(claims, { sub: 'local:someone-else' }), TypeError)
})

test('a clock that gives no time refuses every token', async () => {
  const { clock, verifier } = setUp()
  const text = tokenWith()
  await verifier.verify(text)
  clock.seconds = NaN
  await assert.rejects(verifier.verify(text), { code: 'token_expired' })
  await assert.rejects(verifier.verify(tokenWith()), { code: 'token_expired' })
})

test('an error never says the token', async () => {
  const { verifier } = setUp()
  const token = tokenWith({ exp: 1 })
  const notJson = signToken(key, headerOf(key), 'ada@example.com')
  for (const text of [token, token.slice(1), `${token}=`, token.slice(0, -9), notJson]) {
    await assert.rejects(verifier.verify(text), (error: Error) => {
      const said = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
      return [token.slice(-30, -9), token.slice(40, 60), 'ada@'].every((piece) => !said.includes(piece))
    })
  }
})

suite('a mistake in the options shows at start', () => {
  const mistakes: [string, object][] = [
    ['no issuer', { issuer: undefined }],
    ['an issuer that is no URL', { issuer: 'tokens.example.com' }],
    ['an issuer of another scheme', { issuer: 'file:///etc/passwd' }],
    ['keys over plain HTTP from another machine', { issuer: 'http://tokens.example.com' }],
    ['a jwksUri over plain HTTP', { jwksUri: 'http://tokens.example.com/keys' }],
    ['no audience', { audience: undefined }],
    ['an empty audience', { audience: '' }],
    ['an empty list of audiences', { audience: [] }],
    ['an audience that is not text', { audience: [undefined] }],
    ['a tolerance that is not a number', { clockToleranceSeconds: NaN }],
    ['a tolerance of an hour', { clockToleranceSeconds: 3600 }],
    ['a negative number of remembered tokens', { rememberedTokens: -1 }],
    ['no time at all to fetch keys', { keysTimeoutSeconds: 0 }],
  ]
  for (const [mistake, options] of mistakes) {
    test(mistake, () => assert.throws(() => setUp(options), TypeError))
  }
})

test('keys may come over plain HTTP from loopback, and from elsewhere only by a long name', () => {
  setUp({ issuer: 'http://127.0.0.1:8080' })
  setUp({ issuer: 'http://localhost:8080' })
  setUp({ issuer: 'http://countersign:8080', dangerouslyFetchKeysOverPlainHttp: true })
})
