/** Two installations on one host: whoever signs in to one stays signed in to the other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openAcme } from '../../testing/acme.ts'
import { request } from '../../testing/requests.ts'
import { sessionCookieName } from './session-cookie.ts'

const NAMES: readonly (readonly [publicUrl: string, name: string])[] = [
  ['https://tokens.example.com', '__Host-countersign'],
  ['https://tokens.example.com:8443', '__Host-countersign-8443'],
  ['https://tokens.example.com/8443', '__Host-countersign-_38_443'],
  ['https://tokens.example.com:8443/8443', '__Host-countersign-8443-_38_443'],
  ['https://tokens.example.com:8443/a', '__Host-countersign-8443-a'],
  ['https://tokens.example.com/8443/a', '__Host-countersign-_38_443-a'],
  ['https://tokens.example.com/a/8443', '__Host-countersign-a-8443'],
  ['https://tokens.example.com/8443a', '__Host-countersign-8443a'],
  ['https://tokens.example.com/tokens', '__Host-countersign-tokens'],
  ['https://tokens.example.com/device', '__Host-countersign-device'],
  ['https://tokens.example.com/a/b', '__Host-countersign-a-b'],
  ['https://tokens.example.com/a-b', '__Host-countersign-a_2d_b'],
  ['https://tokens.example.com/a_b', '__Host-countersign-a_5f_b'],
  ['http://127.0.0.1:8080', 'countersign-8080'],
  ['http://localhost', 'countersign'],
  ['http://localhost:8080/b%C3%BCro', 'countersign-8080-b_25_C3_25_BCro'],
]

test('the cookie is named after scheme, port and path, each place otherwise, and browsers take every name', () => {
  for (const [publicUrl, name] of NAMES) {
    assert.equal(sessionCookieName(publicUrl), name)
    // token of RFC 9110, section 5.6.2.
    assert.match(name, /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/)
  }
  assert.equal(new Set(NAMES.map(([, name]) => name)).size, NAMES.length)
})

test('no two ports and paths of one host have one name, and none has the name of what another keeps beside it', () => {
  const part = fc.oneof(
    fc.constantFrom('8443', '_38_443', '1', 'device', '-', '--device', 'a'),
    fc.string({ unit: fc.constantFrom('8', '4', '_', '-', '~', 'a', 'é') }),
  )
  const url = fc
    .tuple(fc.constantFrom('', ':1', ':8443', ':38'), fc.array(part, { maxLength: 3 }))
    .map(([port, parts]) => `https://tokens.example.com${port}/${parts.filter(Boolean).join('/')}`)
  const property = fc.property(url, url, (one, other) => {
    const [first, second] = [sessionCookieName(one), sessionCookieName(other)]
    assert.equal(first === second, new URL(one).href === new URL(other).href)
    assert.notEqual(`${first}--device`, second)
  })
  fc.assert(property, { numRuns: 5_000 })
})

test('a browser that is signed in to two installations of one host stays so in both', async (t) => {
  const places = ['http://127.0.0.1:8080', 'http://127.0.0.1:8081']
  const cookies: string[] = []
  const installations = []
  for (const publicUrl of places) {
    const acme = await openAcme(t, { env: { COUNTERSIGN_PUBLIC_URL: publicUrl } })
    const { app } = acme
    const response = await app.server.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { origin: publicUrl },
      payload: { username: 'max', password: 'a long enough passphrase' },
    })
    cookies.push(String(response.headers['set-cookie']).split(';')[0]!)
    installations.push(acme)
  }
  // What the browser sends to both, for cookies know no ports.
  const cookie = cookies.join('; ')
  for (const acme of installations) {
    assert.equal((await request(acme, 'GET', '/api/v1/session', { headers: { cookie } })).status, 200)
  }
  const [one, other] = installations
  const origin = places[0]!
  await one!.app.server.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie, origin } })
  assert.equal((await request(one!, 'GET', '/api/v1/session', { headers: { cookie } })).status, 401)
  assert.equal((await request(other!, 'GET', '/api/v1/session', { headers: { cookie } })).status, 200)
})
