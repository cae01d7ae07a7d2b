/** Another site in the same browser changes nothing: every route that changes something, with every sign of where from. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PUBLIC_URL } from '../../testing/acme.ts'
import { accessTokenOf, sessionOf } from '../../testing/people.ts'
import { apiTokensPath, request } from '../../testing/requests.ts'
import { sampleRequest } from '../../testing/sample-requests.ts'
import { routes } from './routes.ts'

const EVIL = 'https://evil.example'

/** What browsers send (Fetch Metadata, and Origin where that is missing), and whether it is from our own pages. */
const SIGNS: readonly (readonly [Readonly<Record<string, string>>, boolean])[] = [
  [{}, true],
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'same-origin', origin: PUBLIC_URL }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ origin: PUBLIC_URL }, true],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: PUBLIC_URL }, false],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'SAME-ORIGIN, cross-site' }, false],
  [{ 'sec-fetch-site': '' }, false],
  [{ origin: EVIL }, false],
  [{ origin: 'null' }, false],
  [{ origin: '' }, false],
  [{ origin: `${PUBLIC_URL}.evil.example` }, false],
  [{ origin: PUBLIC_URL.replace('http:', 'https:') }, false],
  [{ origin: PUBLIC_URL.replace(':8080', ':8081') }, false],
  [{ origin: `${PUBLIC_URL}, ${EVIL}` }, false],
]

const changing = routes.filter(({ endpoint }) => endpoint.method !== 'GET')

suite('a request from another site', async () => {
  const acme = await openAcme({ after })
  const session = await sessionOf(acme, acme.member)
  const ids = {
    organizationId: acme.organization.id,
    apiTokenId: 'AbCdEfGhIjKl',
    sessionId: '00000000-0000-4000-8000-000000000000',
  }

  test('changes nothing, on any route, whatever it says of itself', async () => {
    for (const { endpoint } of changing) {
      for (const [headers, isOwn] of SIGNS) {
        if (isOwn) continue
        const { url, body } = sampleRequest(endpoint.method, endpoint.path, ids)
        const answer = await request(acme, endpoint.method, url, {
          headers: { ...session, ...headers },
          ...(body && { body }),
        })
        assert.deepEqual(
          [answer.status, answer.body.code],
          [403, 'origin_forbidden'],
          `${endpoint.method} ${url}`,
        )
      }
    }
    assert.ok(changing.length > 12)
    const mine = await request(acme, 'GET', '/api/v1/session', { headers: session })
    assert.equal(mine.status, 200)
  })

  test('is told apart from one of our own pages and from a program', async () => {
    for (const [headers, isOwn] of SIGNS) {
      const { status } = await request(acme, 'PATCH', '/api/v1/account', {
        headers: { ...session, ...headers },
        body: { firstName: 'Max', lastName: 'Example' },
      })
      assert.equal(status, isOwn ? 200 : 403, JSON.stringify(headers))
    }
  })

  test('may bring an access token, which no browser adds by itself', async () => {
    const headers = { ...(await accessTokenOf(acme, acme.member)), 'sec-fetch-site': 'cross-site' }
    const { status } = await request(acme, 'POST', `${apiTokensPath(acme)}/preview`, {
      headers,
      body: { scopes: {} },
    })
    assert.equal(status, 200)
  })

  test('is answered nothing that its page could read', async () => {
    const { headers } = await request(acme, 'GET', '/api/v1/session', {
      headers: { ...session, origin: EVIL },
    })
    assert.equal(headers['access-control-allow-origin'], undefined)
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    const preflight = await request(acme, 'OPTIONS', '/api/v1/session', {
      headers: { origin: EVIL, 'access-control-request-method': 'POST' },
    })
    assert.equal(preflight.status, 404)
    assert.equal(preflight.headers['access-control-allow-origin'], undefined)
  })

  test('can not use a form: only JSON is read', async () => {
    const types = [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      'text/json',
    ]
    let refused = 0
    for (const { endpoint } of changing) {
      if (!endpoint.body) continue
      for (const type of types) {
        const { statusCode } = await acme.app.server.inject({
          method: endpoint.method,
          url: sampleRequest(endpoint.method, endpoint.path, ids).url,
          headers: { ...session, 'content-type': type },
          payload: '{"password":"x"}',
        })
        assert.equal(statusCode, 415, `${endpoint.path} ${type}`)
        refused++
      }
    }
    assert.ok(refused >= 40)
  })
})
