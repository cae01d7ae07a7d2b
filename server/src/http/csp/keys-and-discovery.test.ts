/** The public keys in both forms and the discovery document in four places: truthful, and never without a key that is needed. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createLocalJWKSet, jwtVerify, type JWK } from 'jose'
import { maintainSigningKeys } from '../../actions/signing-keys/signing-keys.ts'
import { ACCESS_TOKEN_SECONDS } from '../../domain/access-token.ts'
import { DAY_MS, MINUTE_MS } from '../../domain/instant.ts'
import { openAcme, PUBLIC_URL, type Acme } from '../../../testing/acme.ts'
import { accessTokenFor, call, tokenOf } from '../../../testing/compatible.ts'
import { addApp, basic, postForm } from '../../../testing/oauth.ts'
import {
  authorization,
  authorizeUrl,
  CALLBACK,
  codeFor,
  openBrowser,
  pkce,
} from '../../../testing/oauth-browser.ts'
import { allowOnDevice } from '../../../testing/oauth-device.ts'
import { sessionOf } from '../../../testing/people.ts'
import { claimsOf, COMPATIBLE, request } from '../../../testing/requests.ts'

const PLACES = [
  `${COMPATIBLE}/.well-known/openid-configuration`,
  `${COMPATIBLE}/auth/.well-known/openid-configuration`,
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]

const ADDRESSES = [
  ...['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri', 'end_session_endpoint'],
  ...['revocation_endpoint', 'introspection_endpoint', 'pushed_authorization_request_endpoint'],
  'device_authorization_endpoint',
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

  test('advertises only what works: every address, grant, method and word of it is tried', async () => {
    const { body } = await request(acme, 'GET', PLACES[2]!)
    const pathOf = (url: string): string => {
      assert.ok(url.startsWith(`${PUBLIC_URL}/`), url)
      return url.slice(PUBLIC_URL.length)
    }
    const { app, secret } = await addApp(acme, {
      ...{ kind: 'web', redirectUris: [CALLBACK], hasRefreshTokens: true, hasDeviceFlow: true },
    })
    const machine = await addApp(acme)
    const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
    const asApp = basic(app.id, secret)
    const token = pathOf(body.token_endpoint)
    const tried = new Set<string>()

    assert.deepEqual(body.response_types_supported, ['code'])
    assert.deepEqual(body.code_challenge_methods_supported, ['S256'])
    assert.equal(pathOf(body.authorization_endpoint), '/oauth2/authorize')
    for (const response_mode of body.response_modes_supported) {
      const code = await codeFor(browser, app.id, { response_mode, scope: body.scopes_supported.join(' ') })
      assert.equal((await postForm(acme, token, code, asApp)).status, 200, response_mode)
    }
    for (const prompt of body.prompt_values_supported) {
      const { challenge } = pkce()
      const page = await browser.open(authorizeUrl(authorization(app.id, challenge, { prompt })))
      assert.ok(page.status < 400, prompt)
    }
    const tokens = (await postForm(acme, token, await codeFor(browser, app.id), asApp)).body
    tried.add('authorization_code')
    const refreshed = await postForm(
      acme,
      token,
      { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
      asApp,
    )
    assert.equal(refreshed.status, 200)
    tried.add('refresh_token')
    const own = { grant_type: 'client_credentials' }
    const asMachine = basic(machine.app.id, machine.secret)
    assert.equal((await postForm(acme, token, own, asMachine)).status, 200)
    tried.add('client_credentials')
    const exchanging = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: tokens.access_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    }
    assert.equal((await postForm(acme, token, exchanging, asApp)).status, 200)
    tried.add(exchanging.grant_type)
    const device = (await postForm(acme, pathOf(body.device_authorization_endpoint), {}, asApp)).body
    await browser.open(pathOf(device.verification_uri_complete))
    await allowOnDevice(browser, device.user_code)
    const { device_code } = device
    const onDevice = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code }
    assert.equal((await postForm(acme, token, onDevice, asApp)).status, 200)
    tried.add(onDevice.grant_type)
    assert.deepEqual(new Set(body.grant_types_supported), tried)

    assert.equal(body.require_pushed_authorization_requests, false)
    const pushing = authorization(app.id, pkce().challenge)
    const pushed = await postForm(acme, pathOf(body.pushed_authorization_request_endpoint), pushing, asApp)
    assert.equal(pushed.status, 201)

    const jwks = await request(acme, 'GET', pathOf(body.jwks_uri))
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token, createLocalJWKSet(jwks.body), {
      ...{ issuer: body.issuer, currentDate: new Date(acme.clock.now) },
    })
    assert.ok(body.id_token_signing_alg_values_supported.includes(protectedHeader.alg))
    assert.ok(body.acr_values_supported.includes(payload['acr']))
    for (const claim of Object.keys(payload)) assert.ok(body.claims_supported.includes(claim), claim)
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const userInfo = await request(acme, 'GET', pathOf(body.userinfo_endpoint), { headers })
    assert.equal(userInfo.body.sub, payload.sub)

    const introspected = await postForm(
      acme,
      pathOf(body.introspection_endpoint),
      { token: tokens.access_token },
      asApp,
    )
    assert.equal(introspected.body.active, true)
    const revoked = await postForm(
      acme,
      pathOf(body.revocation_endpoint),
      { token: tokens.access_token },
      asApp,
    )
    assert.equal(revoked.status, 200)
    const logout = await browser.open(pathOf(body.end_session_endpoint))
    assert.equal(logout.status, 200)
    const documentation = await acme.app.server.inject(pathOf(body.service_documentation))
    assert.equal(documentation.statusCode, 200)

    for (const name of Object.keys(body).filter((each) => /_endpoint$|_uri$/.test(each)))
      assert.ok(ADDRESSES.includes(name), `${name} is tried here`)
    for (const off of [
      'claims_parameter_supported',
      'request_parameter_supported',
      'request_uri_parameter_supported',
    ])
      assert.equal(body[off], false)
    assert.ok(!('registration_endpoint' in body))
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
