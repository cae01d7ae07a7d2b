/** The token endpoint: who is recognised and how, what a machine gets, and that everybody else learns nothing. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { makeTokenString } from '../../crypto/token-string.ts'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { registerService } from '../../actions/services/register-service.ts'
import { addApp, basic, giveApp, postForm } from '../../../testing/oauth.ts'
import { claimsOf, COMPATIBLE, generate, request, signIn } from '../../../testing/requests.ts'

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
const GRANT = { grant_type: 'client_credentials' }
const TOKEN = '/oauth2/token'

const robot = await addApp(acme)
await giveApp(acme, acme.organization.id, robot.app.id, {
  serviceId: acme.inventory.id,
  name: 'inventory:admin',
})
await giveApp(acme, acme.organization.id, robot.app.id, { serviceId: null, name: 'org_member' })
const asRobot = basic(robot.app.id, robot.secret)

suite('a machine', () => {
  test('gets an access token of its own rights, with no person in it', async () => {
    const { status, body, headers } = await postForm(acme, TOKEN, GRANT, asRobot)
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(body.token_type, 'Bearer')
    assert.equal(body.expires_in, 1799)
    assert.ok(!('refresh_token' in body) && !('id_token' in body))
    const claims = claimsOf(body.access_token)
    assert.deepEqual(
      [claims['sub'], claims['client_id'], claims['value_id']],
      [robot.app.id, robot.app.id, robot.secretId],
    )
    assert.equal(claims['aud'], acme.inventory.id)
    assert.equal(claims['context_name'], acme.organization.id)
    for (const name of ['username', 'acct', 'domain']) assert.ok(!(name in claims), name)
    assert.ok((claims['perms'] as string[]).includes(`external/${acme.inventory.id}/inventory:item.delete`))
  })

  test('is narrowed by the names of rights, by resources and by audiences, never widened', async () => {
    const scopeOf = async (more: Record<string, string>) => {
      const { body } = await postForm(acme, TOKEN, { ...GRANT, ...more }, asRobot)
      return [body.scope ?? body.error, claimsOf(body.access_token ?? '..e30')['aud']]
    }
    assert.deepEqual(await scopeOf({ scope: 'inventory:item.read' }), [
      'inventory:item.read',
      acme.inventory.id,
    ])
    assert.deepEqual(await scopeOf({ scope: 'billing:clerk' }), ['', `${PUBLIC_URL}/none`])
    const resource = `${PUBLIC_URL}/services/${acme.inventory.id}`
    assert.deepEqual(await scopeOf({ resource }), ['inventory:admin', acme.inventory.id])
    assert.deepEqual(await scopeOf({ audience: acme.inventory.id }), ['inventory:admin', acme.inventory.id])
  })

  test('asking for a resource that is none, or that it has nothing in, is told so', async () => {
    const cases = [
      { resource: acme.inventory.id },
      { resource: `${PUBLIC_URL}/services/` },
      { resource: `${PUBLIC_URL}/services/${acme.inventory.id}?x` },
      { resource: `${PUBLIC_URL}/services/${acme.billing.id}` },
      { resource: 'https://elsewhere.example/' },
      { audience: acme.billing.id },
      { audience: 'nobody' },
    ]
    for (const each of cases) {
      const { status, body } = await postForm(acme, TOKEN, { ...GRANT, ...(each as object) }, asRobot)
      assert.deepEqual([status, body.error], [400, 'invalid_target'], JSON.stringify(each))
    }
  })

  test('without any role still gets a token, that nobody accepts', async () => {
    const bare = await addApp(acme)
    const { body } = await postForm(acme, TOKEN, GRANT, basic(bare.app.id, bare.secret))
    assert.deepEqual([body.scope, claimsOf(body.access_token)['aud']], ['', `${PUBLIC_URL}/none`])
  })

  test('is let into an organization that has it, and into no other', async () => {
    const of = (orgId: string) => postForm(acme, TOKEN, { ...GRANT, orgId }, asRobot)
    assert.equal((await of(acme.organization.id)).status, 200)
    for (const orgId of [acme.other.id, 'nowhere']) {
      const { status, body } = await of(orgId)
      assert.deepEqual([status, body.error], [400, 'unauthorized_client'])
    }
    const { store } = acme.app.needs
    await store.change(async (tx) => ({
      result: await tx.oauthApps.addTo(acme.other.id, robot.app.id, { addedAt: 1, addedBy: null }),
      events: [],
    }))
    const there = await of(acme.other.id)
    assert.deepEqual([there.status, there.body.scope], [200, ''])
    assert.equal(claimsOf(there.body.access_token)['context_name'], acme.other.id)
  })

  test('is no person at our own API', async () => {
    const { body } = await postForm(acme, TOKEN, GRANT, asRobot)
    const headers = { authorization: `Bearer ${body.access_token}` }
    const own = await request(acme, 'GET', `/api/v1/organizations/${acme.organization.id}/api-tokens`, {
      headers,
    })
    assert.deepEqual([own.status, own.body.code], [403, 'right_required'])
    const there = await request(acme, 'GET', `${COMPATIBLE}/loggedin/user`, { headers })
    assert.equal(there.status, 403)
  })

  test('with more rights than fit gets them all told, until its secret ends', async () => {
    const large = await addApp(acme)
    const { store } = acme.app.needs
    const permissions = Array.from({ length: 400 }, (_, at) => `large:item-${at}.read`)
    const service = await registerService(acme.app.needs, acme.organization.id, {
      ...{ name: 'large', displayName: 'Large' },
      permissions: permissions.map((name) => ({ name, description: '' })),
      roles: [{ name: 'large:all', displayName: 'All', permissions }],
    })
    await giveApp(acme, acme.organization.id, large.app.id, { serviceId: service.id, name: 'large:all' })
    acme.clock.now += 1
    const { body } = await postForm(acme, TOKEN, GRANT, basic(large.app.id, large.secret))
    assert.equal(claimsOf(body.access_token)['ovl'], true)
    const expand = () =>
      request(acme, 'GET', `${COMPATIBLE}/auth/token/expand-overflow-claims`, {
        headers: { authorization: `Bearer ${body.access_token}` },
      })
    assert.equal((await expand()).body.perms.length, 401)
    const ended = { expiresAt: null, revokedAt: acme.clock.now }
    await store.change(async (tx) => ({
      result: await tx.oauthApps.endSecret(large.app.id, large.secretId, ended),
      events: [],
    }))
    assert.equal((await expand()).status, 401)
  })

  test('is seen to be used: when, from where, with which secret', async () => {
    await postForm(acme, TOKEN, GRANT, asRobot)
    await acme.app.needs.store.recordAppUsage(acme.app.needs.appUsageLog.drain())
    const [secret] = await acme.app.needs.store.oauthApps.secretsOf(robot.app.id)
    assert.equal(secret?.lastUsedAt, acme.clock.now)
    assert.equal(secret?.lastUsedAddress, '127.0.0.1')
  })
})

const keys = await generateKeyPair('ES256', { extractable: true })
const others = await generateKeyPair('ES256', { extractable: true })
const key = { ...((await exportJWK(keys.publicKey)) as Record<string, string>), kid: 'k-1', alg: 'ES256' }
const signer = await addApp(acme, { authentication: 'private_key_jwt', publicKeys: [key] })
const publicApp = await addApp(acme, { kind: 'native', authentication: 'none' })
const web = await addApp(acme, { kind: 'web' })
const gone = await addApp(acme, { deactivatedAt: 1 })

suite('client authentication', () => {
  const id = robot.app.id

  test('takes Basic, the body and an assertion, each alone', async () => {
    const body = { client_id: id, client_secret: robot.secret }
    assert.equal((await postForm(acme, TOKEN, { ...GRANT, ...body })).status, 200)
    assert.equal((await postForm(acme, TOKEN, GRANT, basic(id, robot.secret))).status, 200)
    const scheme = { authorization: basic(id, robot.secret).authorization.replace('Basic', 'bAsIc') }
    assert.equal((await postForm(acme, TOKEN, GRANT, scheme)).status, 200)
    const twice = await postForm(acme, TOKEN, { ...GRANT, ...body }, basic(id, robot.secret))
    assert.deepEqual([twice.status, twice.body.error], [400, 'invalid_request'])
    const named = await postForm(acme, TOKEN, { ...GRANT, client_id: id }, basic(id, robot.secret))
    assert.equal(named.status, 200)
    const contradicted = await postForm(acme, TOKEN, { ...GRANT, client_id: 'x' }, basic(id, robot.secret))
    assert.equal(contradicted.body.error, 'invalid_request')
  })

  const otherSecret = web.secret
  const refused: [name: string, headers: Record<string, string>, body: Record<string, string>][] = [
    ['an unknown app', basic('nobody', robot.secret), {}],
    ['another app’s secret', basic(id, otherSecret), {}],
    ['a mistyped secret', basic(id, `${robot.secret.slice(0, -1)}!`), {}],
    ['a cut-off secret', basic(id, robot.secret.slice(0, 40)), {}],
    ['no secret where one is due', basic(id, ''), {}],
    ['only its id', {}, { client_id: id }],
    ['a secret of an app that has none', basic(publicApp.app.id, robot.secret), {}],
    ['a deactivated app', basic(gone.app.id, gone.secret), {}],
    ['Basic that is no base64', { authorization: 'Basic !!!' }, {}],
    ['Basic without a colon', { authorization: `Basic ${Buffer.from('abc').toString('base64')}` }, {}],
    ['Basic without a name', { authorization: `Basic ${Buffer.from(':abc').toString('base64')}` }, {}],
    ['Basic of url-safe base64', { authorization: 'Basic YT-_' }, {}],
    ['Basic with a broken escape', basic('%zz', 'a'), {}],
    ['Basic that is not UTF-8', { authorization: 'Basic gICAOoCA' }, {}],
    ['nobody at all', {}, {}],
    ['a secret where an assertion is due', basic(signer.app.id, robot.secret), {}],
  ]
  for (const [name, headers, body] of refused) {
    test(`refuses ${name}, without a word about why`, async () => {
      const answer = await postForm(acme, TOKEN, { ...GRANT, ...body }, headers)
      assert.deepEqual([answer.status, answer.body.error], [401, 'invalid_client'])
      const challenge = answer.headers['www-authenticate']
      assert.equal(challenge?.toString().startsWith('Basic'), headers['authorization'] && true)
    })
  }

  test('an unknown app, a wrong secret and a deactivated app are answered alike', async () => {
    const texts = await Promise.all(
      [basic('nobody', robot.secret), basic(id, otherSecret), basic(gone.app.id, gone.secret)].map(
        async (headers) => (await postForm(acme, TOKEN, GRANT, headers)).text,
      ),
    )
    assert.equal(new Set(texts).size, 1)
  })

  const nowSeconds = () => Math.floor(acme.clock.now / 1000)
  let jtis = 0
  const assertionOf = (
    claims: Record<string, unknown> = {},
    { by = keys.privateKey, header = {} }: { by?: CryptoKey; header?: Record<string, unknown> } = {},
  ) =>
    new SignJWT({
      ...{ iss: signer.app.id, sub: signer.app.id, aud: PUBLIC_URL, jti: `j-${++jtis}` },
      ...{ iat: nowSeconds(), exp: nowSeconds() + 60 },
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'k-1', ...header })
      .sign(by)
  const withAssertion = (client_assertion: string, more: Record<string, string> = {}) =>
    postForm(acme, TOKEN, {
      ...GRANT,
      client_assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      ...more,
    })

  test('an assertion is good once', async () => {
    const assertion = await assertionOf()
    assert.equal((await withAssertion(assertion)).status, 200)
    assert.equal((await withAssertion(assertion)).body.error, 'invalid_client')
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => withAssertion(await assertionOf({ jti: 'the same' }))),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  })

  const wrong: [name: string, claims: Record<string, unknown>][] = [
    ['no subject', { sub: undefined }],
    ['no issuer', { iss: undefined }],
    ['another issuer', { iss: robot.app.id }],
    ['the endpoint as its audience', { aud: `${PUBLIC_URL}/oauth2/token` }],
    ['an array of audiences', { aud: [PUBLIC_URL] }],
    ['several audiences', { aud: [PUBLIC_URL, 'https://other.example'] }],
    ['no audience', { aud: undefined }],
    ['an end that has passed', { exp: nowSeconds() - 60 }],
    ['no end', { exp: undefined }],
    ['an end that is far away', { exp: nowSeconds() + 3600 }],
    ['a beginning that has not come', { nbf: nowSeconds() + 300 }],
    ['a making that has not come', { iat: nowSeconds() + 300 }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
  ]
  for (const [name, claims] of wrong) {
    test(`refuses an assertion with ${name}`, async () => {
      const answer = await withAssertion(await assertionOf(claims))
      assert.deepEqual([answer.status, answer.body.error], [401, 'invalid_client'])
    })
  }

  test('refuses an assertion of another key, without a signature, or in another name', async () => {
    const [, payload] = (await assertionOf()).split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const hmac = new SignJWT({ iss: signer.app.id, sub: signer.app.id, aud: PUBLIC_URL, jti: 'h' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1m')
      .sign(Buffer.from(JSON.stringify(key)))
    for (const assertion of [
      await assertionOf({}, { by: others.privateKey }),
      none,
      await hmac,
      'x.y.z',
      'x',
    ])
      assert.equal((await withAssertion(assertion)).body.error, 'invalid_client')
    const misnamed = await withAssertion(await assertionOf(), { client_id: robot.app.id })
    assert.equal(misnamed.body.error, 'invalid_client')
    const untyped = await withAssertion(await assertionOf(), { client_assertion_type: 'jwt' })
    assert.equal(untyped.body.error, 'invalid_request')
  })

  test('a secret that was replaced still works until its end, and its use is told', async () => {
    const rotating = await addApp(acme)
    const { value, id: newer } = makeTokenString('s')
    const { store, keyedHash, gatheredEvents } = acme.app.needs
    await store.change(async (tx) => {
      await tx.oauthApps.insertSecret(rotating.app.id, {
        ...{ id: newer, name: 'second', hash: keyedHash.hashOf('oauth-secret', value.reveal()) },
        ...{ createdAt: acme.clock.now + 1, createdBy: null, expiresAt: null, revokedAt: null },
        ...{ lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
      })
      const end = { expiresAt: acme.clock.now + 1000, revokedAt: null }
      return { result: await tx.oauthApps.endSecret(rotating.app.id, rotating.secretId, end), events: [] }
    })
    const ask = async (secret: string) =>
      (await postForm(acme, TOKEN, GRANT, basic(rotating.app.id, secret))).status
    const told = () => gatheredEvents.drain().filter(({ kind }) => kind === 'old_secret_used')
    assert.equal(await ask(value.reveal()), 200)
    assert.deepEqual(told(), [])
    assert.equal(await ask(rotating.secret), 200)
    assert.deepEqual(
      told().map(({ reason, organizationId }) => [reason, organizationId]),
      [[rotating.secretId, acme.organization.id]],
    )
    acme.clock.now += 1000
    assert.equal(await ask(rotating.secret), 401)
  })

  test('only machines have client credentials', async () => {
    const asWeb = await postForm(acme, TOKEN, GRANT, basic(web.app.id, web.secret))
    assert.deepEqual([asWeb.status, asWeb.body.error], [400, 'unauthorized_client'])
    const asPublic = await postForm(acme, TOKEN, { ...GRANT, client_id: publicApp.app.id })
    assert.deepEqual([asPublic.status, asPublic.body.error], [400, 'unauthorized_client'])
  })
})

suite('the request', () => {
  const raw = (payload: string, headers: Record<string, string>, url = TOKEN) =>
    acme.app.server.inject({ method: 'POST', url, payload, headers: { ...asRobot, ...headers } })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  test('is a form and nothing else, in the body and nowhere else', async () => {
    assert.equal((await raw('grant_type=client_credentials', form)).statusCode, 200)
    const withCharset = { 'content-type': `${form['content-type']}; charset=UTF-8` }
    assert.equal((await raw('grant_type=client_credentials', withCharset)).statusCode, 200)
    const cases: [string, Record<string, string>, string?][] = [
      [JSON.stringify(GRANT), { 'content-type': 'application/json' }],
      ['grant_type=client_credentials', { 'content-type': 'text/plain' }],
      ['', {}],
      ['', form, `${TOKEN}?grant_type=client_credentials`],
      ['grant_type=client_credentials', form, `${TOKEN}?client_secret=x`],
    ]
    for (const [payload, headers, url] of cases) {
      const answer = await raw(payload, headers, url)
      assert.ok([400, 415].includes(answer.statusCode), payload)
      assert.equal(answer.json().error, 'invalid_request')
    }
  })

  const malformed: [payload: string, error: string][] = [
    ['grant_type=client_credentials&grant_type=client_credentials', 'invalid_request'],
    ['grant_type=client_credentials&scope=a&scope=b', 'invalid_request'],
    ['grant_type=client_credentials&scope[]=inventory:viewer', 'invalid_request'],
    ['grant_type=client_credentials&Resource=x', 'invalid_request'],
    ['grant_type=', 'invalid_request'],
    ['', 'invalid_request'],
    ['grant_type=password&username=a&password=b', 'unsupported_grant_type'],
    ['grant_type=implicit', 'unsupported_grant_type'],
    ['grant_type=constructor', 'unsupported_grant_type'],
    ['grant_type=Client_Credentials', 'unsupported_grant_type'],
  ]
  for (const [payload, error] of malformed) {
    test(`"${payload}" is ${error}`, async () => {
      const answer = await raw(payload, form)
      assert.deepEqual([answer.statusCode, answer.json().error], [400, error])
      assert.match(answer.json().error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    })
  }

  test('may have parameters that nobody knows, and empty ones', async () => {
    assert.equal((await raw('grant_type=client_credentials&foo=1&scope=', form)).statusCode, 200)
  })

  test('may come from a script of any site, never with its cookies', async () => {
    const preflight = await acme.app.server.inject({
      method: 'OPTIONS',
      url: TOKEN,
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    })
    assert.equal(preflight.statusCode, 204)
    for (const { headers } of [preflight, await raw('', form)]) {
      assert.equal(headers['access-control-allow-origin'], '*')
      assert.ok(!('access-control-allow-credentials' in headers))
    }
  })
})

suite('an API token as the refresh token of its person', () => {
  test('is exchanged without any app, and comes back as it was', async () => {
    const { value } = await generate(acme, await signIn(acme, 'max'))
    const asked = { grant_type: 'refresh_token', refresh_token: value }
    const { status, body } = await postForm(acme, TOKEN, asked)
    assert.deepEqual([status, body.refresh_token, body.token_type], [200, value, 'Bearer'])
    assert.equal(claimsOf(body.access_token)['username'], 'max')
    const wrong = await postForm(acme, TOKEN, { ...asked, refresh_token: value.slice(1) })
    assert.deepEqual([wrong.status, wrong.body.error], [400, 'invalid_grant'])
  })
})

suite('the names of the platform', () => {
  for (const path of ['/auth/token', '/auth/authorize']) {
    const url = `${COMPATIBLE}${path}`

    test(`${path} takes parameters in body and query, and answers as an exchange`, async () => {
      const { status, body } = await postForm(acme, `${url}?grant_type=client_credentials`, {}, asRobot)
      assert.equal(status, 200)
      assert.deepEqual([body.token_type, body.id_token, body.expires_in], ['bearer', '', 1799])
      const bodyWins = await postForm(acme, `${url}?grant_type=password`, GRANT, asRobot)
      assert.equal(bodyWins.status, 200)
      const asJson = await request(acme, 'POST', url, { body: GRANT, headers: asRobot })
      assert.equal(asJson.status, 200)
    })

    test(`${path} refuses in both dialects`, async () => {
      const { status, body, headers } = await postForm(acme, url, GRANT, basic(robot.app.id, 'wrong'))
      assert.deepEqual(
        [status, body.error, body.statusCode, body.moduleCode],
        [401, 'invalid_client', 401, 310],
      )
      assert.ok(body.message && headers['www-authenticate']?.toString().startsWith('Basic'))
      const unknown = await postForm(acme, url, { grant_type: 'password' }, asRobot)
      assert.deepEqual([unknown.status, unknown.body.error], [400, 'unsupported_grant_type'])
      const array = await request(acme, 'POST', url, { body: { ...GRANT, scope: ['a'] }, headers: asRobot })
      assert.equal(array.status, 400)
    })
  }
})

test('who can’t be recognised again and again waits, and who can be never does', async (t) => {
  const limited = await openAcme(t, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '3' } })
  const machine = await addApp(limited)
  const ask = (secret: string) => postForm(limited, TOKEN, GRANT, basic(machine.app.id, secret))
  const statuses: number[] = []
  for (let at = 0; at < 5; at++) statuses.push((await ask('wrong')).status)
  assert.deepEqual(statuses, [401, 401, 401, 429, 429])
  assert.equal((await ask(machine.secret)).status, 200)
})
