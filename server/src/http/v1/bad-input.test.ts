/** Input that is wrong in every way we could think of: always a 4xx that says what to do, never a fault of the server. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, generate, request } from '../../../testing/requests.ts'

type Row = readonly [body: unknown, field: string, says: RegExp]

const NAME = { name: 'CI', scopes: {} }
const withScopes = (scopes: unknown) => ({ name: 'CI', scopes })
const inService = (more: object) =>
  withScopes({ services: [{ serviceId: '0'.repeat(8) + '-0000-4000-8000-' + '0'.repeat(12), ...more }] })

/** Bodies for generating an API token. */
const GENERATE: readonly Row[] = [
  [{}, 'name', /is missing/],
  [{ name: 'CI' }, 'scopes', /is missing/],
  [[], '', /must be object/],
  [{ ...NAME, name: 5 }, 'name', /must be string/],
  [{ ...NAME, name: null }, 'name', /must be string/],
  [{ ...NAME, name: '' }, 'name', /fewer than 1/],
  [{ ...NAME, name: ' ' }, 'name', /white space/],
  [{ ...NAME, name: 'CI ' }, 'name', /white space/],
  [{ ...NAME, name: 'x'.repeat(10_000) }, 'name', /more than 100/],
  [{ ...NAME, name: 'two\nlines' }, 'name', /not allowed/],
  [{ ...NAME, name: 'two\u2028lines' }, 'name', /not allowed/],
  [{ ...NAME, name: 'null\0' }, 'name', /not allowed/],
  [{ ...NAME, name: 'half \ud800 a character' }, 'name', /not allowed/],
  [{ ...NAME, name: 'reads \u202Edrawkcab' }, 'name', /not allowed/],
  [{ ...NAME, name: 'isolated \u2066text' }, 'name', /not allowed/],
  [{ ...NAME, lifetime: {} }, 'lifetime.amount', /is missing/],
  [{ ...NAME, lifetime: 6 }, 'lifetime', /must be object/],
  [{ ...NAME, lifetime: '6 months' }, 'lifetime', /must be object/],
  [{ ...NAME, lifetime: { amount: '5', unit: 'days' } }, 'lifetime.amount', /must be integer/],
  [{ ...NAME, lifetime: { amount: 1.5, unit: 'days' } }, 'lifetime.amount', /must be integer/],
  [{ ...NAME, lifetime: { amount: 0, unit: 'days' } }, 'lifetime.amount', /must be >= 1/],
  [{ ...NAME, lifetime: { amount: -6, unit: 'months' } }, 'lifetime.amount', /must be >= 1/],
  [{ ...NAME, lifetime: { amount: 1e300, unit: 'minutes' } }, 'lifetime.amount', /must be <= /],
  [{ ...NAME, lifetime: { amount: 1201, unit: 'months' } }, '', /at most 1200 months/],
  [{ ...NAME, lifetime: { amount: 99_999_999, unit: 'weeks' } }, '', /choose "never"/],
  [
    { ...NAME, lifetime: { amount: 1, unit: 'years' } },
    'lifetime.unit',
    /minutes, hours, days, weeks, months/,
  ],
  [{ ...NAME, lifetime: { amount: 1, unit: 'days', from: 'now' } }, 'lifetime.from', /not known/],
  [{ ...NAME, reminderDays: 0 }, 'reminderDays', /must be >= 1/],
  [{ ...NAME, reminderDays: '7' }, 'reminderDays', /must be integer/],
  [{ ...NAME, expiresAt: null }, 'expiresAt', /not known/],
  [{ ...NAME, userId: 'x' }, 'userId', /not known/],
  [{ ...NAME, constructor: 1 }, 'constructor', /not known/],
  [{ ...NAME, toString: 1 }, 'toString', /not known/],
  [withScopes(null), 'scopes', /must be object/],
  [withScopes([]), 'scopes', /must be object/],
  [withScopes({ allRoles: 'true' }), 'scopes.allRoles', /must be boolean/],
  [withScopes({ allRoles: 1 }), 'scopes.allRoles', /must be boolean/],
  [withScopes({ allroles: true }), 'scopes.allroles', /not known/],
  [withScopes({ organization: null }), 'scopes.organization', /must be object/],
  [withScopes({ organization: { roles: ['org_owner'] } }), 'scopes.organization.roles.0', /must be object/],
  [withScopes({ organization: { roles: { length: 1 } } }), 'scopes.organization.roles', /must be array/],
  [withScopes({ services: [{ serviceId: '../x' }] }), 'scopes.services.0.serviceId', /not allowed/],
  [
    withScopes({ services: Array(10_000).fill({ serviceId: 'x' }) }),
    'scopes.services',
    /more than 100 items/,
  ],
  [inService({ roles: [{ name: 'a/b' }] }), 'scopes.services.0.roles.0.name', /not allowed/],
  [inService({ roles: [{ name: 'a', resource: '' }] }), 'scopes.services.0.roles.0.resource', /fewer than 1/],
  [
    inService({ permissions: [{ name: 'a', resources: ['\ud800'] }] }),
    'scopes.services.0.permissions.0.resources.0',
    /not allowed/,
  ],
  [
    inService({ permissions: [{ name: 'a', resources: ['r\0'] }] }),
    'scopes.services.0.permissions.0.resources.0',
    /not allowed/,
  ],
  [
    inService({ permissions: [{ name: 'a', resources: 'r' }] }),
    'scopes.services.0.permissions.0.resources',
    /must be array/,
  ],
]

const [open, close] = ['[', ']'].map((bracket) => bracket.repeat(50_000))
const RAW: readonly (readonly [what: string, body: string | Buffer, status: number, says: RegExp])[] = [
  ['nothing', '', 400, /must be object/],
  ['null', 'null', 400, /must be object/],
  ['a text', '"CI"', 400, /must be object/],
  ['half a body', '{"name":', 400, /not valid JSON/],
  ['single quotes', "{'name':'CI'}", 400, /not valid JSON/],
  ['a comma too many', '{"name":"CI",}', 400, /not valid JSON/],
  ['NaN', '{"name":NaN}', 400, /not valid JSON/],
  ['a prototype', '{"name":"CI","scopes":{"__proto__":{"allRoles":true}}}', 400, /not valid JSON/],
  [
    'a constructor',
    '{"name":"CI","constructor":{"prototype":{"allRoles":true}},"scopes":{}}',
    400,
    /not valid JSON/,
  ],
  ['bytes that are no text', Buffer.from('{"name":"\xff","scopes":{}}', 'latin1'), 400, /not valid UTF-8/],
  ['half a UTF-8 character', Buffer.from([0x7b, 0x22, 0xe2, 0x82]), 400, /not valid UTF-8/],
  ['UTF-16', Buffer.from('{"name":"CI","scopes":{}}', 'utf16le'), 400, /not valid JSON/],
  ['brackets without end', open!, 400, /not valid JSON/],
  ['brackets in brackets', `${open}${close}`, 400, /must be object/],
  ['deep scopes', `{"name":"CI","scopes":{"services":${open}${close}}}`, 400, /must be object/],
  ['300 KB', JSON.stringify({ name: 'x'.repeat(300_000) }), 413, /Send less/],
]

suite('bad input', async () => {
  const acme = await openAcme({ after })
  const headers = await sessionOf(acme, acme.member)
  const path = apiTokensPath(acme)
  const isProblem = (answer: Awaited<ReturnType<typeof request>>, context: string): void => {
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, context)
    assert.match(answer.body.message, /^[^{}]{10,300}[.]$/, context)
    assert.ok(!/\n|\bat \w+ \(|node_modules|Ajv|FST_/.test(answer.text), context)
  }

  test('for an API token names the field and says what is wrong with it', async () => {
    for (const [body, field, says] of GENERATE) {
      const context = JSON.stringify(body).slice(0, 200)
      const answer = await request(acme, 'POST', path, { headers, body: body as never })
      assert.equal(answer.status, 400, context)
      isProblem(answer, context)
      assert.match(answer.body.detail, says, context)
      if (field !== '') assert.deepEqual(Object.keys(answer.body.fields), [field], context)
    }
    assert.ok(GENERATE.length > 40)
  })

  test('that is no JSON is refused before anything looks at it', async () => {
    for (const [what, payload, status, says] of RAW) {
      const { statusCode, body } = await acme.app.server.inject({
        method: 'POST',
        url: path,
        headers: { ...headers, 'content-type': 'application/json' },
        payload,
      })
      assert.equal(statusCode, status, what)
      assert.match(JSON.parse(body).message, says, what)
    }
    assert.equal(({} as { allRoles?: boolean }).allRoles, undefined)
  })

  test('in a URL is refused: unknown, twice, of the wrong kind', async () => {
    const queries: readonly (readonly [string, RegExp])[] = [
      ['limit=0', /limit must be >= 1/],
      ['limit=201', /limit must be <= 200/],
      ['limit=-1', /limit must be >= 1/],
      ['limit=1.5', /limit must be integer/],
      ['limit=', /limit must be integer/],
      ['limit=true', /limit must be integer/],
      ['limit=5&limit=6', /limit must be integer/],
      ['offset=9999999999999999999', /offset must be <= /],
      ['offset=1e3', /offset must be integer/],
      ['limit=0x10', /limit must be integer/],
      ['limit=%205', /limit must be integer/],
      ['offset=+', /offset must be integer/],
      ['offset=%F0%9F%91%8D', /offset must be integer/],
      ['page=2', /page is not known/],
      ['__proto__=1', /__proto__ is not known/],
      ['constructor=1', /constructor is not known/],
      [`${'x'.repeat(5_000)}=1`, /^x{16}… is not known/],
    ]
    for (const [query, says] of queries) {
      const answer = await request(acme, 'GET', `${path}?${query}`, { headers })
      assert.equal(answer.status, 400, query)
      isProblem(answer, query)
      assert.match(answer.body.message, says)
    }
    for (const url of ['/api/v1/session?x=1', `${path}/AbCdEfGhIjKl?x=1`]) {
      assert.equal((await request(acme, 'GET', url, { headers })).status, 400)
    }
    const ids = [
      'x',
      'AbCdEfGhIjK',
      'AbCdEfGhIjKl0',
      'AbCdEfGhIjK_',
      '%00',
      '..%2f..%2fetc',
      '‮AbCdEfGhIjK',
      "'or'1'='1'--",
    ]
    for (const id of ids) {
      const answer = await request(acme, 'GET', `${path}/${encodeURIComponent(id)}`, { headers })
      assert.equal(answer.status, 400, id)
      isProblem(answer, id)
    }
  })

  test('where no body is read is refused, lest someone revokes all who meant to revoke one', async () => {
    const { apiToken, value } = await generate(acme, headers)
    for (const body of [{ ids: [apiToken.id] }, {}]) {
      const answer = await request(acme, 'DELETE', path, { headers, body })
      assert.equal(answer.status, 400)
      assert.match(answer.body.message, /takes no body/)
    }
    const shown = await request(acme, 'GET', `${path}/${apiToken.id}`, { headers })
    assert.equal(shown.body.state, 'active', value.slice(0, 4))
  })

  test('in lists is refused: too many, none, twice the same', async () => {
    const id = 'AbCdEfGhIjKl'
    const lists: readonly (readonly [unknown, RegExp])[] = [
      [[], /fewer than 1 items/],
      [Array.from({ length: 10_000 }, () => id), /more than 100 items/],
      [[id, id], /same item twice/],
      [id, /must be array/],
      [[id, null], /must be string/],
      [[[id]], /must be string/],
    ]
    for (const [ids, says] of lists) {
      const answer = await request(acme, 'POST', `${path}/revocations`, { headers, body: { ids } })
      assert.equal(answer.status, 400)
      assert.match(answer.body.message, says)
    }
  })
})
