/**
 * Every way in which clients of the platform send an API token, byte for byte over a real socket, and which one counts
 * when several are sent.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { AUTHORIZE, tokenOf } from '../../../testing/compatible.ts'
import { lengthOf, overTheWire } from '../../../testing/wire.ts'

const acme = await openAcme({ after })
const send = await overTheWire(acme)
const { value: T } = await tokenOf(acme, 'max')
const { value: OTHER } = await tokenOf(acme, 'olivia')

const FORM = [
  'Content-Type: application/x-www-form-urlencoded',
  'Content-Type: application/x-www-form-urlencoded;charset=UTF-8',
  'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
  'Content-Type: application/x-www-form-urlencoded/',
  'content-type: APPLICATION/X-WWW-FORM-URLENCODED',
]
const JSON_TYPES = ['Content-Type: application/json', 'Content-Type: application/json;charset=UTF-8']
const NONE: string[] = []

type Way = { way: string; query?: string; types: readonly string[]; body?: string }

const WAYS: Way[] = [
  { way: 'a: form refresh_token', types: FORM, body: `refresh_token=${T}` },
  { way: 'b: form api_token', types: FORM, body: `api_token=${T}` },
  { way: 'c: form grant_type, api_token', types: FORM, body: `grant_type=refresh_token&api_token=${T}` },
  {
    way: 'c: form grant_type, refresh_token',
    types: FORM,
    body: `grant_type=refresh_token&refresh_token=${T}`,
  },
  { way: 'd: query', query: `?refresh_token=${T}`, types: NONE },
  { way: 'e: query, empty JSON', query: `?refresh_token=${T}`, types: JSON_TYPES },
  {
    way: 'f: query and JSON',
    query: `?refresh_token=${T}`,
    types: JSON_TYPES,
    body: JSON.stringify({ refresh_token: T }),
  },
  ...['refresh_token', 'client_credentials', `client_credentials&orgId=${acme.organization.id}`].flatMap(
    (grant): Way[] => [
      {
        way: 'g: grant in the query',
        query: `?grant_type=${grant}`,
        types: FORM,
        body: `refresh_token=${T}`,
      },
      { way: 'g: grant in the query', query: `?grant_type=${grant}`, types: FORM, body: `api_token=${T}` },
    ],
  ),
  { way: 'h: JSON refresh_token', types: JSON_TYPES, body: JSON.stringify({ refresh_token: T }) },
  { way: 'h: JSON api_token', types: JSON_TYPES, body: JSON.stringify({ api_token: T }) },
]

suite('an API token is exchanged, sent as', () => {
  for (const { way, query = '', types, body = '' } of WAYS) {
    for (const type of [...types, undefined]) {
      test(`${way} ${query.replace(T, 'T')}, ${type ?? 'no Content-Type'}`, async () => {
        const lines = [`POST ${AUTHORIZE}${query} HTTP/1.1`, lengthOf(body), ...(type ? [type] : [])]
        const { status, body: answer, text } = await send(lines, body)
        assert.equal(status, 200, text)
        assert.equal(answer.refresh_token, T)
      })
    }
  }

  test('a body in chunks, of no announced length', async () => {
    const body = `refresh_token=${T}`
    const chunks = [body.slice(0, 20), body.slice(20), ''].map(
      (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
    )
    for (const type of [FORM[0]!, 'X-No-Content-Type: 1']) {
      const lines = [`POST ${AUTHORIZE} HTTP/1.1`, 'Transfer-Encoding: chunked', type]
      assert.equal((await send(lines, chunks.join(''))).body.refresh_token, T)
    }
  })

  test('a query with no word about a body', async () => {
    const { body } = await send([`POST ${AUTHORIZE}?refresh_token=${T} HTTP/1.1`])
    assert.equal(body.refresh_token, T)
  })
})

type Choice = { choice: string; query?: string; body?: string }

const CHOICES: Choice[] = [
  { choice: 'the body over the query', query: `refresh_token=${OTHER}`, body: `refresh_token=${T}` },
  { choice: 'the body over api_token in the query', query: `api_token=${OTHER}`, body: `refresh_token=${T}` },
  { choice: 'a JSON body over the query', query: `refresh_token=${OTHER}`, body: `{"refresh_token":"${T}"}` },
  { choice: 'api_token over refresh_token', body: `refresh_token=${OTHER}&api_token=${T}` },
  {
    choice: 'api_token over refresh_token, whatever comes first',
    body: `api_token=${T}&refresh_token=${OTHER}`,
  },
  { choice: 'api_token over refresh_token in a query', query: `refresh_token=${OTHER}&api_token=${T}` },
  { choice: 'api_token over refresh_token in JSON', body: `{"refresh_token":"${OTHER}","api_token":"${T}"}` },
  { choice: 'the first of two in a form', body: `refresh_token=${T}&refresh_token=${OTHER}` },
  { choice: 'the first of two in a query', query: `refresh_token=${T}&refresh_token=${OTHER}` },
  { choice: 'the query, when the body names none', query: `refresh_token=${T}`, body: 'source=cli' },
  { choice: 'the query, when the one in the body is empty', query: `refresh_token=${T}`, body: 'api_token=' },
  { choice: 'refresh_token, when api_token is empty', body: `api_token=&refresh_token=${T}` },
  { choice: 'the token without the white space around it', body: `refresh_token=%20${T}%0A` },
]

suite('of several API tokens counts', () => {
  for (const { choice, query = '', body = '' } of CHOICES) {
    test(choice, async () => {
      const lines = [`POST ${AUTHORIZE}?${query} HTTP/1.1`, FORM[0]!, lengthOf(body)]
      const { body: answer, text } = await send(lines, body)
      assert.equal(answer.refresh_token, T, text)
    })
  }

  test('the body, even when only the query has a good one', async () => {
    const body = `refresh_token=${T.slice(0, -1)}`
    const { status } = await send([`POST ${AUTHORIZE}?refresh_token=${T} HTTP/1.1`, lengthOf(body)], body)
    assert.equal(status, 400)
  })
})

suite('an exchange ignores', () => {
  const IGNORED: { what: string; lines?: string[]; more?: string }[] = [
    { what: 'parameters it does not know', more: '&source=cli&orgId=nobody&passcode=&%5B%5D=1&__proto__=x' },
    { what: 'a grant type it does not know', more: '&grant_type=password' },
    { what: 'a stray csp-auth-token', lines: ['csp-auth-token: eyJhbGciOiJub25lIn0.e30.'] },
    { what: 'a stray Authorization', lines: ['Authorization: Basic bm9ib2R5Og=='] },
    { what: 'two different access tokens', lines: ['Authorization: Bearer one', 'csp-auth-token: two'] },
    { what: 'a cookie', lines: ['Cookie: __Host-countersign=nonsense; countersign=nonsense'] },
    {
      what: 'what is asked for',
      lines: ['Accept: text/html', 'Accept-Encoding: gzip', 'Accept-Charset: latin1'],
    },
    {
      what: 'headers that are there twice',
      lines: [FORM[3]!, 'Content-Type: text/plain', 'X-A: 1', 'X-A: 2'],
    },
    {
      what: 'that a page of another site sends it',
      lines: ['Origin: https://x.example', 'Sec-Fetch-Site: cross-site'],
    },
  ]
  for (const { what, lines = [], more = '' } of IGNORED) {
    test(what, async () => {
      const body = `refresh_token=${T}${more}`
      const { headers, body: answer } = await send(
        [`POST ${AUTHORIZE} HTTP/1.1`, ...lines, lengthOf(body)],
        body,
      )
      assert.equal(answer.refresh_token, T)
      assert.match(headers.get('content-type') ?? '', /^application\/json/)
    })
  }
})
