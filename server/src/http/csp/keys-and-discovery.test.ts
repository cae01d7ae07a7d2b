/** The public keys in both forms and the discovery document in four places: truthful, and never without a key that is needed. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createLocalJWKSet, jwtVerify, type JWK } from 'jose'
import { maintainSigningKeys } from '../../actions/signing-keys/signing-keys.ts'
import { ACCESS_TOKEN_SECONDS } from '../../domain/access-token.ts'
import { DAY_MS, MINUTE_MS } from '../../domain/instant.ts'
import { GRANTS } from '../oauth/token.ts'
import { openAcme, PUBLIC_URL, type Acme } from '../../../testing/acme.ts'
import { accessTokenFor, call, tokenOf } from '../../../testing/compatible.ts'
import { postForm } from '../../../testing/oauth.ts'
import { claimsOf, COMPATIBLE, request } from '../../../testing/requests.ts'

const PLACES = [
  `${COMPATIBLE}/.well-known/openid-configuration`,
  `${COMPATIBLE}/auth/.well-known/openid-configuration`,
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]

const acme = await openAcme({ after })

const keysOf = async (server: Pick<Acme, 'app'>): Promise<JWK[]> =>
  (await request(server, 'GET', `${COMPATIBLE}/auth/token-public-key?format=jwks`)).body.keys

suite('the key document', () => {
  test('may be kept for some minutes, less than a key is published before it signs', async () => {
    const { headers } = await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key`)
    assert.equal(headers['cache-control'], 'public, max-age=300')
  })
})

suite('the discovery document', () => {
  test('is the same in all four places, and needs no credential', async () => {
    const [first, ...others] = await Promise.all(PLACES.map((place) => request(acme, 'GET', place)))
    assert.equal(first!.status, 200)
    for (const { text } of others) assert.equal(text, first!.text)
  })

  test('advertises only what works', async () => {
    const { body } = await request(acme, 'GET', PLACES[2]!)
    const { value } = await tokenOf(acme, 'max', { scopes: { allRoles: true, openId: true } })
    const pathOf = (url: string): string => {
      assert.ok(url.startsWith(`${PUBLIC_URL}/`), url)
      return url.slice(PUBLIC_URL.length)
    }
    const form = {
      refresh_token: value,
      grant_type: 'refresh_token',
      scope: body.scopes_supported[0],
    }
    const exchanged = await postForm(acme, pathOf(body.token_endpoint), form)
    assert.equal(exchanged.status, 200)
    const { access_token: accessToken, id_token: idToken } = exchanged.body
    const jwks = await request(acme, 'GET', pathOf(body.jwks_uri))
    const { payload, protectedHeader } = await jwtVerify(idToken, createLocalJWKSet(jwks.body), {
      issuer: body.issuer,
    })
    assert.ok(body.id_token_signing_alg_values_supported.includes(protectedHeader.alg))
    const headers = { authorization: `Bearer ${accessToken}` }
    const userInfo = await request(acme, 'GET', pathOf(body.userinfo_endpoint), { headers })
    assert.equal(userInfo.body.sub, payload.sub)
    const documentation = await acme.app.server.inject(pathOf(body.service_documentation))
    assert.equal(documentation.statusCode, 200)
    const ended = await request(acme, 'POST', pathOf(body.end_session_endpoint), { headers })
    assert.equal(ended.status, 200)

    const tested = ['issuer', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint', 'end_session_endpoint']
    const known = [...tested, 'service_documentation']
    assert.deepEqual(
      Object.keys(body).filter((name) => /_endpoint$|_uri$|issuer/.test(name) && !known.includes(name)),
      [],
    )
    assert.ok(!('authorization_endpoint' in body) && !('registration_endpoint' in body))
    assert.deepEqual(
      [body.response_types_supported, body.grant_types_supported],
      [[], [...Object.keys(GRANTS), 'refresh_token']],
    )
  })

  test('has byte for byte the issuer of tokens and keys, whatever host a request names', async (t) => {
    const given = 'https://example.com/a/prefix'
    const server = await openAcme(t, { env: { COUNTERSIGN_PUBLIC_URL: `${given}/` } })
    const token = await accessTokenFor(server, (await tokenOf(server, 'max')).value)
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    }
    const documents = [
      `${COMPATIBLE}/auth/token-public-key`,
      ...PLACES,
      ...PLACES.map((place) => `/a/prefix${place}`),
    ]
    for (const place of documents) {
      const { body, text } = await request(server, 'GET', place, { headers })
      assert.deepEqual([body.issuer, claimsOf(token)['iss']], [given, given])
      assert.ok(!text.includes('evil'))
    }
  })
})

test('a key that was replaced stays published until the last token it signed has expired, and no longer', async (t) => {
  const longest = String(ACCESS_TOKEN_SECONDS.longest)
  const server = await openAcme(t, {
    env: { COUNTERSIGN_ACCESS_TOKEN_SECONDS: longest, COUNTERSIGN_KEY_ROTATION_DAYS: '1' },
  })
  const { needs } = server.app
  const { value } = await tokenOf(server, 'max', { lifetime: null })
  const kids = async () => (await keysOf(server)).map(({ kid }) => kid)
  const [old, next] = await kids()

  server.clock.now += DAY_MS - 1
  await maintainSigningKeys(needs)
  assert.deepEqual(await kids(), [old, next])
  const lastOfOld = await accessTokenFor(server, value)

  server.clock.now += 1
  await maintainSigningKeys(needs)
  const [active, following, retiring, ...none] = await kids()
  assert.deepEqual([active, retiring, none], [next, old, []])
  assert.ok(![old, next].includes(following))
  const isTaken = async (token: string) => (await call(server, token, 'GET', '/loggedin/user')).status === 200
  const firstOfNew = await accessTokenFor(server, value)

  server.clock.now = (claimsOf(lastOfOld)['exp'] as number) * 1000 - 1
  await maintainSigningKeys(needs)
  assert.ok((await kids()).includes(old))
  const currentDate = new Date(server.clock.now)
  await jwtVerify(lastOfOld, createLocalJWKSet({ keys: await keysOf(server) }), { currentDate })
  assert.deepEqual([await isTaken(lastOfOld), await isTaken(firstOfNew)], [true, true])

  server.clock.now += 1
  assert.equal(await isTaken(lastOfOld), false)
  server.clock.now += 10 * MINUTE_MS
  await maintainSigningKeys(needs)
  assert.deepEqual(await kids(), [next, following])
})
