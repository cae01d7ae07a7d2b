/** Whatever is sent to the compatible API, the answer to a mistake is JSON with a message: never a 5xx, never a stack. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { InjectOptions } from 'fastify'
import fc from 'fast-check'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, AUTHORIZE, tokenOf } from '../../../testing/compatible.ts'
import { COMPATIBLE, exchange } from '../../../testing/requests.ts'
import { lengthOf, overTheWire } from '../../../testing/wire.ts'

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
const { organization, member } = acme
const send = await overTheWire(acme)
const { value } = await tokenOf(acme, 'max')
const accessToken = await accessTokenFor(acme, value)

const DETAILS = `${COMPATIBLE}/auth/api-tokens/details`
const CREATE = `${COMPATIBLE}/loggedin/user/orgs/${organization.id}/api-tokens`
const READERS = [AUTHORIZE, DETAILS, CREATE]
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']
const template = (path: string): string => path.slice(COMPATIBLE.length).replace(organization.id, '{org}')

type Answer = { status: number; type: string | null | undefined; text: string }

function assertMistake({ status, type, text }: Answer, ...statuses: number[]): void {
  assert.ok(
    statuses.length > 0 ? statuses.includes(status) : status >= 400 && status < 500,
    `${status} ${text}`,
  )
  assert.match(String(type), /^application\/(problem\+)?json/)
  const { message } = JSON.parse(text)
  assert.ok(typeof message === 'string' && message !== '', text)
  assert.doesNotMatch(text, /\n\s+at |node_modules|\.ts:|file:\/\/|TypeError|SyntaxError/)
}

async function inject(options: InjectOptions): Promise<Answer> {
  const headers = { 'csp-auth-token': accessToken, ...options.headers }
  const response = await acme.app.server.inject({ ...options, headers })
  return { status: response.statusCode, type: String(response.headers['content-type']), text: response.body }
}

async function raw(lines: readonly string[], body: string | Uint8Array = ''): Promise<Answer> {
  const { status, headers, text } = await send(lines, body)
  return { status, type: headers.get('content-type'), text }
}

const deep = (open: string, inner: string, close: string) => open.repeat(9000) + inner + close.repeat(9000)

const BODIES: [string, string | Uint8Array, ...number[]][] = [
  ['nothing', ''],
  ['broken JSON', '{"refresh_token":'],
  ['JSON with a comma too much', '{"refresh_token":"x",}'],
  ['an array', '["refresh_token"]'],
  ['a string', '"refresh_token"'],
  ['a number', '7'],
  ['null', 'null'],
  ['an empty object', '{}'],
  ['arrays in arrays', deep('[', '', ']')],
  ['objects in objects', deep('{"a":', '1', '}')],
  ['allowed scopes deep down', `{"tokenName":"x","allowedScopes":${deep('[', '', ']')}}`],
  ['__proto__', '{"__proto__":{"refresh_token":"x","tokenName":"x","polluted":1}}'],
  ['constructor', '{"constructor":{"prototype":{"polluted":1}}}'],
  ['__proto__ in a form', '__proto__=x&__proto__[polluted]=1&constructor[prototype][polluted]=1'],
  ['null characters', '\0\0\0'],
  ['a null character in JSON', '{"refresh_token":"\\u0000","tokenValue":"\\u0000","tokenName":"\\u0000"}'],
  ['half of a character in JSON', '{"refresh_token":"\\ud83d","tokenValue":"\\ud83d","tokenName":"\\ud83d"}'],
  ['what is no UTF-8', Buffer.from('{"tokenName":"caf\xe9"}', 'latin1')],
  ['what is no UTF-8 in a form', Buffer.from('refresh_token=\xff\xfe', 'latin1')],
  ['UTF-16', Buffer.from('{"refresh_token":"x"}', 'utf16le')],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['wrong percent signs', 'refresh_token=%zz&%=%&tokenValue=%E0%A4%A'],
  ['the same parameter a thousand times', 'refresh_token=x&'.repeat(1000)],
  ['more than fits', 'x'.repeat(70_000), 413],
  ['more JSON than fits', JSON.stringify({ refresh_token: 'x'.repeat(70_000) }), 413],
]

suite('a body is refused that is', () => {
  for (const [what, body, ...statuses] of BODIES) {
    test(what, async () => {
      for (const path of READERS) {
        for (const type of ['application/json', 'application/x-www-form-urlencoded/', undefined]) {
          const lines = [`POST ${path} HTTP/1.1`, `csp-auth-token: ${accessToken}`, lengthOf(body)]
          assertMistake(await raw([...lines, ...(type ? [`Content-Type: ${type}`] : [])], body), ...statuses)
        }
      }
    })
  }

  test('more than fits, of no announced length', async () => {
    const chunk = `${(70_000).toString(16)}\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`
    assertMistake(await raw([`POST ${AUTHORIZE} HTTP/1.1`, 'Transfer-Encoding: chunked'], chunk), 413)
  })
})

suite('a query is refused that is', () => {
  const QUERIES = [
    'refresh_token=a&refresh_token=b',
    'refresh_token[]=a',
    'refresh_token[a]=b',
    'refresh_token',
  ]
    .concat([
      '%zz',
      '%00',
      '&&&=&',
      '__proto__[refresh_token]=a',
      'api_token=%ff',
      'allowed_resource_scope=[',
    ])
    .concat(['a=b&'.repeat(2000), `refresh_token=${'x'.repeat(10_000)}`])
  for (const query of QUERIES) {
    test(query.slice(0, 40), async () => {
      assertMistake(await raw([`POST ${AUTHORIZE}?${query} HTTP/1.1`, 'Content-Length: 0']), 400)
    })
  }
})

suite('there is nothing', () => {
  const PATHS = ['', '/', '/nothing', '/auth', '/auth/api-tokens/authorize/', '//auth/api-tokens/authorize']
    .concat([
      '/auth/api-tokens/authorize%00',
      '/AUTH/api-tokens/authorize',
      '/../../api/v1/session',
      '/loggedin',
    ])
    .concat([
      '/orgs',
      '/orgs/',
      `/orgs/${'x'.repeat(300)}`,
      '/orgs/%zz',
      '/orgs/%00',
      '/orgs/%ff',
      '/orgs/a%2fb',
    ])
    .concat(['/auth/authorize', '/auth/token', '/auth/login', '/v2/orgs', '/orgs/a/b/c?d=e', '/slo/%F0%9F'])
  for (const path of PATHS) {
    test(`at ${path.slice(0, 40) || 'the base'}`, async () => {
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        const lines = [
          `${method} ${COMPATIBLE}${path} HTTP/1.1`,
          `csp-auth-token: ${accessToken}`,
          'Content-Length: 0',
        ]
        assertMistake(await raw(lines), 400, 404)
      }
    })
  }

  test('with another method', async () => {
    const paths = [...READERS, `${COMPATIBLE}/loggedin/user`, `${COMPATIBLE}/auth/token-public-key`]
    for (const path of paths) {
      const own = READERS.includes(path) ? 'POST' : 'GET'
      for (const method of METHODS) {
        if (method === own) continue
        const body = method === 'TRACE' ? '' : '{"a":'
        const answer = await raw([`${method} ${path} HTTP/1.1`, lengthOf(body)], body)
        assertMistake(answer)
      }
      const head = await acme.app.server.inject({ method: 'HEAD', url: path })
      assert.ok(head.statusCode < 500, template(path))
    }
  })
})

suite('what is hardly HTTP is refused:', () => {
  const start = `POST ${AUTHORIZE} HTTP/1.1`
  const REQUESTS: [string, string[], ...number[]][] = [
    ['an unknown verb', [`BREW ${AUTHORIZE} HTTP/1.1`], 400],
    ['a line that says nothing', ['nonsense'], 400],
    ['a length that is no number', [start, 'Content-Length: x'], 400],
    ['a length below nothing', [start, 'Content-Length: -1'], 400],
    ['two lengths', [start, 'Content-Length: 0', 'Content-Length: 5'], 400],
    ['a length and chunks', [start, 'Content-Length: 5', 'Transfer-Encoding: chunked'], 400],
    ['headers longer than a page', [start, `X-Long: ${'x'.repeat(20_000)}`], 431],
    ['a null character in a header', [start, 'csp-auth-token: a\0b'], 400],
  ]
  for (const [what, lines, ...statuses] of REQUESTS) {
    test(what, async () => assertMistake(await raw(lines), ...statuses))
  }
})

test('random bodies and queries are never more than a mistake', async () => {
  const body = fc.oneof(
    fc.json().map((json) => Buffer.from(json)),
    fc
      .record({
        refresh_token: fc.jsonValue(),
        tokenValue: fc.jsonValue(),
        scope: fc.jsonValue(),
        allowed_resource_scope: fc.jsonValue(),
        tokenName: fc.oneof(fc.string(), fc.jsonValue()),
        refreshTokenTTL: fc.jsonValue(),
        allowedScopes: fc.jsonValue(),
      })
      .map((fields) => Buffer.from(JSON.stringify(fields))),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.webQueryParameters().map((form) => Buffer.from(form)),
  )
  const statuses = new Set<number>()
  const property = fc.asyncProperty(
    fc.constantFrom(...READERS),
    fc.webQueryParameters(),
    body,
    async (path, query, payload) => {
      const answer = await inject({ method: 'POST', url: `${path}?${query}`, payload })
      statuses.add(answer.status)
      if (answer.status !== 200) assertMistake(answer)
    },
  )
  await fc.assert(property, { numRuns: 300 })
  assert.ok(statuses.has(400), [...statuses].join())
})

test('and after all that the service works as before', async () => {
  assert.equal((await exchange(acme, value)).status, 200)
  assert.equal(({} as { polluted?: number }).polluted, undefined)
  const own = await inject({ method: 'GET', url: `${COMPATIBLE}/loggedin/user` })
  assert.equal(JSON.parse(own.text).userId, member.id)
})
