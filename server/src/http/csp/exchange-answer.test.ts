/**
 * What a script gets for an API token: exactly these members, an ID token only when OpenID was ticked, and a warning
 * when the API token was in the URL.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { openAcme, PUBLIC_URL, type Acme } from '../../../testing/acme.ts'
import { AUTHORIZE, accessTokenFor, call, tokenOf } from '../../../testing/compatible.ts'
import { claimsOf, COMPATIBLE, exchange, request } from '../../../testing/requests.ts'

const acme = await openAcme({ after })
const usual = await tokenOf(acme, 'max')
const openId = await tokenOf(acme, 'max', { scopes: { allRoles: true, openId: true } })
const powerless = await tokenOf(acme, 'max', { scopes: {} })

const keys = async () =>
  createLocalJWKSet((await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key?format=jwks`)).body)

suite('the answer to an exchange', () => {
  test('has the members of the contract, no others, and is kept by no cache', async () => {
    const { status, headers, body } = await exchange(acme, usual.value)
    assert.equal(status, 200)
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.equal(headers['cache-control'], 'no-store')
    assert.deepEqual(body, {
      access_token: body.access_token,
      token_type: 'bearer',
      expires_in: 1799,
      scope: 'org_member inventory:viewer',
      refresh_token: usual.value,
    })
    assert.match(body.access_token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  })

  test('is another access token each time, for the same API token', async () => {
    const [one, other] = [await exchange(acme, usual.value), await exchange(acme, usual.value)]
    assert.notEqual(one.body.access_token, other.body.access_token)
    assert.equal(one.body.refresh_token, other.body.refresh_token)
  })

  test('is good for nothing when the API token may do nothing', async () => {
    const { status, body } = await exchange(acme, powerless.value)
    assert.deepEqual([status, body.scope, 'id_token' in body], [200, '', false])
    const { perms, aud, scope } = claimsOf(body.access_token)
    assert.deepEqual({ perms, aud, scope }, { perms: [], aud: `${PUBLIC_URL}/none`, scope: '' })
  })
})

suite('the ID token', () => {
  test('tells a client who its user is, signed with a published key', async () => {
    const { body } = await exchange(acme, openId.value)
    assert.equal(body.scope, 'openid org_member inventory:viewer')
    const { payload, protectedHeader } = await jwtVerify(body.id_token, await keys(), {
      issuer: PUBLIC_URL,
      audience: openId.id,
      typ: 'JWT',
    })
    assert.deepEqual(Object.keys(protectedHeader).toSorted(), ['alg', 'kid', 'typ'])
    const issuedAt = Math.floor(acme.clock.now / 1000)
    assert.deepEqual(payload, {
      iss: PUBLIC_URL,
      sub: `local:${acme.member.id}`,
      aud: openId.id,
      azp: openId.id,
      iat: issuedAt,
      exp: issuedAt + 1800,
      username: 'max',
      acct: 'max@local',
      domain: 'local',
      email: 'max@acme.example',
      email_verified: false,
      given_name: 'Max',
      family_name: 'Example',
      context_name: acme.organization.id,
      group_ids: [],
      group_names: [],
    })
    const discovery = await request(acme, 'GET', '/.well-known/openid-configuration')
    // An app's ID token has more.
    for (const claim of Object.keys(payload))
      assert.ok(discovery.body.claims_supported.includes(claim), claim)
  })

  test('is no access token, and an access token is no ID token', async () => {
    const { body } = await exchange(acme, openId.value)
    assert.equal((await call(acme, body.access_token, 'GET', '/loggedin/user')).status, 200)
    assert.equal((await call(acme, body.id_token, 'GET', '/loggedin/user')).status, 401)
    await assert.rejects(jwtVerify(body.access_token, await keys(), { typ: 'JWT' }), {
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    })
  })

  test('is left out when the request narrows OpenID away', async () => {
    const narrowings: Record<string, string>[] = [
      { scope: 'org_member' },
      { allowed_resource_scope: '{"generalScopes":[]}' },
    ]
    for (const narrowing of narrowings) {
      assert.ok(!('id_token' in (await exchange(acme, openId.value, narrowing)).body))
    }
    const { body } = await exchange(acme, openId.value, { scope: 'openid' })
    assert.match(body.id_token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
    assert.deepEqual(claimsOf(body.access_token)['perms'], [])
  })

  test('can be had for an API token that may do nothing else', async () => {
    const { value } = await tokenOf(acme, 'max', { scopes: { openId: true } })
    const { body } = await exchange(acme, value)
    assert.equal(body.scope, 'openid')
    assert.equal(claimsOf(body.id_token)['sub'], claimsOf(await accessTokenFor(acme, value))['sub'])
  })
})

suite('an API token in a URL', () => {
  const send = async ({ app }: Acme, query: string, payload = '') =>
    app.server.inject({ method: 'POST', url: AUTHORIZE + query, payload })

  const seenInUrlAt = async (id: string) => {
    await flushUsage(acme.app.needs)
    const owner = { organizationId: acme.organization.id, userId: acme.member.id }
    return (await acme.app.needs.store.apiTokens.find(owner, id))?.seenInUrlAt
  }

  const URLS: [string, (value: string) => [query: string, payload?: string], boolean][] = [
    ['as refresh_token', (value) => [`?refresh_token=${value}`], true],
    ['as api_token', (value) => [`?api_token=${value}`], true],
    ['and in the body', (value) => [`?refresh_token=${value}`, `refresh_token=${value}`], true],
    ['not at all', (value) => ['?source=cli', `refresh_token=${value}`], false],
  ]
  for (const [how, sent, isSeen] of URLS) {
    test(`${how}: its owner ${isSeen ? 'sees when, its client is warned' : 'and its client hear nothing'}`, async () => {
      const { value, id } = await tokenOf(acme, 'max')
      const { statusCode, headers } = await send(acme, ...sent(value))
      assert.equal(statusCode, 200)
      assert.match(String(headers.deprecation), isSeen ? /^@[0-9]+$/ : /^undefined$/)
      assert.equal(await seenInUrlAt(id), isSeen ? acme.clock.now : null)
    })
  }

  test('is not taken where that is refused, and the body still is', async (t) => {
    const strict = await openAcme(t, { env: { COUNTERSIGN_TOKEN_IN_URL: 'refuse' } })
    const { value } = await tokenOf(strict, 'max')
    for (const query of [`?refresh_token=${value}`, `?api_token=${value}`]) {
      const { statusCode, headers, body } = await send(strict, query)
      assert.equal(statusCode, 400)
      assert.match(String(headers.deprecation), /^@[0-9]+$/)
      assert.match(JSON.parse(body).message, /not accepted in a URL/)
      assert.ok(!body.includes(value))
    }
    for (const query of [`?api_token=${value}`, '']) {
      assert.equal((await send(strict, query, `refresh_token=${value}`)).statusCode, 200)
    }
  })
})
