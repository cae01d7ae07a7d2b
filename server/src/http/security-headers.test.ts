/** What every answer tells browsers, and what the headers of a request can never make us believe. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD, type Acme } from '../../testing/acme.ts'
import { AUTHORIZE, tokenOf } from '../../testing/compatible.ts'
import { sessionOf } from '../../testing/people.ts'
import { apiTokensPath, claimsOf, COMPATIBLE, request } from '../../testing/requests.ts'

const PREFIXED = 'https://tokens.example.com/countersign'

/** Somebody else's name for us, in every header that a proxy might use for it. */
const FORGED = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'gopher',
  'x-forwarded-prefix': '/evil',
  forwarded: 'host=evil.example;proto=gopher',
}

suite('every answer', async () => {
  const acme = await openAcme({ after })
  const session = await sessionOf(acme, acme.member)
  const { value } = await tokenOf(acme, 'max')
  const ask: Readonly<Record<string, () => ReturnType<typeof request>>> = {
    'a list': () => request(acme, 'GET', apiTokensPath(acme), { headers: session }),
    'a session': () =>
      request(acme, 'POST', '/api/v1/session', { body: { username: 'max', password: PASSWORD } }),
    'an unknown path of our API': () => request(acme, 'GET', '/api/v1/nothing'),
    'an invalid request': () => request(acme, 'GET', `${apiTokensPath(acme)}?x=1`, { headers: session }),
    'nobody’s request': () => request(acme, 'GET', '/api/v1/session'),
    'an exchange': () => request(acme, 'POST', AUTHORIZE, { body: { refresh_token: value } }),
    'a refused exchange': () => request(acme, 'POST', AUTHORIZE, { body: { refresh_token: 'x' } }),
    'the details of a token': () =>
      request(acme, 'POST', `${COMPATIBLE}/auth/api-tokens/details`, { body: { tokenValue: value } }),
    'an unknown path of the compatible API': () => request(acme, 'GET', `${COMPATIBLE}/nothing`),
    'the keys': () => request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key`),
    'the API description': () => request(acme, 'GET', '/api/v1/openapi.json'),
    'the health': () => request(acme, 'GET', '/healthz'),
  }
  const cacheable = ['the keys', 'the API description', 'the health']

  test('may not be framed, sniffed, scripted or told to other sites, and what has secrets is not kept', async () => {
    const ids = new Set<string>()
    for (const [what, send] of Object.entries(ask)) {
      const { headers } = await send()
      assert.deepEqual(
        {
          frames: /frame-ancestors 'none'/.test(String(headers['content-security-policy'])),
          scripts: /default-src 'none'/.test(String(headers['content-security-policy'])),
          sniffing: headers['x-content-type-options'],
          referrer: headers['referrer-policy'],
          hsts: headers['strict-transport-security'],
          kept: headers['cache-control'] !== 'no-store',
          framework: headers['x-powered-by'] ?? headers['server'],
        },
        {
          frames: true,
          scripts: true,
          sniffing: 'nosniff',
          referrer: 'no-referrer',
          hsts: undefined,
          kept: cacheable.includes(what),
          framework: undefined,
        },
        what,
      )
      ids.add(String(headers['x-request-id']))
    }
    assert.equal(ids.size, Object.keys(ask).length)
  })

  test('has a request id of its own making, the one in the body of an error', async () => {
    const headers = { 'x-request-id': 'chosen by somebody else', 'request-id': 'and this' }
    const { headers: answered, body } = await request(acme, 'GET', '/api/v1/session', { headers })
    assert.match(String(answered['x-request-id']), /^[0-9a-f-]{36}$/)
    assert.equal(body.requestId, answered['x-request-id'])
  })
})

const NAMES_US: Readonly<Record<string, (acme: Acme) => Promise<string>>> = {
  'the issuer of an access token': async (acme) => {
    const { value } = await tokenOf(acme, 'max')
    const { body } = await request(acme, 'POST', AUTHORIZE, {
      headers: FORGED,
      body: { refresh_token: value },
    })
    return String(claimsOf(body.access_token)['iss'])
  },
  'the issuer of the keys': async (acme) =>
    (await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key`, { headers: FORGED })).body.issuer,
  'the issuer in discovery': async (acme) =>
    (await request(acme, 'GET', '/.well-known/openid-configuration', { headers: FORGED })).body.issuer,
  'the server in the API description': async (acme) =>
    (await request(acme, 'GET', '/api/v1/openapi.json', { headers: FORGED })).body.servers[0].url,
}

suite('behind TLS and a path prefix', async () => {
  const acme = await openAcme({ after }, { env: { COUNTERSIGN_PUBLIC_URL: PREFIXED } })

  test('browsers are told to stay with TLS', async () => {
    const { headers } = await request(acme, 'GET', '/api/v1/installation')
    assert.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains')
  })

  test('browsers are told nothing of the hosts below when that is set', async (t) => {
    const env = { COUNTERSIGN_PUBLIC_URL: PREFIXED, COUNTERSIGN_HSTS_SUBDOMAINS: 'exclude' }
    const { headers } = await request(await openAcme(t, { env }), 'GET', '/api/v1/installation')
    assert.equal(headers['strict-transport-security'], 'max-age=31536000')
  })

  test('it is found with the prefix and without it, and with nothing that only looks like it', async () => {
    const table: readonly (readonly [string, number])[] = [
      ['/api/v1/installation', 200],
      ['/countersign/api/v1/installation', 200],
      ['/countersign/healthz', 200],
      ['/countersign/countersign/healthz', 404],
      ['/countersignapi/v1/installation', 404],
    ]
    for (const [url, status] of table) assert.equal((await request(acme, 'GET', url)).status, status, url)
    const { value } = await tokenOf(acme, 'max')
    const exchanged = await request(acme, 'POST', `/countersign${AUTHORIZE}`, {
      body: { refresh_token: value },
    })
    assert.equal(exchanged.status, 200)
  })

  for (const [what, read] of Object.entries(NAMES_US)) {
    test(`${what} is what is configured, whatever a request calls us`, async () => {
      assert.equal(await read(acme), PREFIXED)
    })
  }
})

suite('the address of a request', async () => {
  const proxied = await openAcme({ after }, { env: { COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1' } })
  const direct = await openAcme({ after })
  const addressOf = async (acme: Acme, remoteAddress: string, headers: Readonly<Record<string, string>>) => {
    const { value, id } = await tokenOf(acme, 'max')
    await acme.app.server.inject({
      method: 'POST',
      url: AUTHORIZE,
      remoteAddress,
      headers,
      payload: { refresh_token: value },
    })
    const [use] = acme.app.needs.usageLog.drain()
    assert.equal(use!.apiTokenId, id)
    return use!.address
  }
  const to = (forwarded: string) => ({ 'x-forwarded-for': forwarded, forwarded: 'for=203.0.113.9' })

  test('is believed only from a proxy that is configured, and only what that proxy itself has seen', async () => {
    const table: readonly (readonly [Acme, string, Readonly<Record<string, string>>, string])[] = [
      [direct, '192.0.2.1', to('198.51.100.1'), '192.0.2.1'],
      [proxied, '192.0.2.2', to('198.51.100.1'), '192.0.2.2'],
      [proxied, '192.0.2.1', to('198.51.100.1'), '198.51.100.1'],
      [proxied, '10.1.2.3', to('203.0.113.5, 198.51.100.1'), '198.51.100.1'],
      [proxied, '10.1.2.3', to('203.0.113.5, 198.51.100.1, 10.9.9.9'), '198.51.100.1'],
      [proxied, '10.1.2.3', {}, '10.1.2.3'],
      [proxied, '192.0.2.1', to('x'.repeat(5_000)), 'unknown'],
    ]
    for (const [acme, remote, headers, believed] of table) {
      assert.equal(await addressOf(acme, remote, headers), believed, JSON.stringify(headers).slice(0, 100))
    }
  })
})
