/** Bytes for a socket that are HTTP, nearly HTTP, or nothing of the kind: one request or several behind each other. */
import fc from 'fast-check'
import { AUTHORIZE } from '../../server/testing/compatible.ts'

export type Bytes = {
  readonly messages: readonly string[]
  /** Where what is sent is cut into pieces, in parts of a thousand of its length. */
  readonly cuts: readonly number[]
  /** How many of a thousand parts are sent at all. */
  readonly sent: number
  /** Whether the sender goes away without waiting for an answer. */
  readonly leaves: boolean
}

/** A request with which nothing is wrong. */
export const GOOD = 'GET /api/v1/installation HTTP/1.1\r\nHost: localhost\r\n\r\n'

const TOKEN_LENGTH = 65

const mostly = (usual: readonly string[], other: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...usual), weight: 3 },
    { arbitrary: fc.constantFrom(...other), weight: 2 },
  )

const requestLine = mostly(
  [
    ...['GET /api/v1/installation HTTP/1.1', 'POST /api/v1/session HTTP/1.1', `POST ${AUTHORIZE} HTTP/1.1`],
    ...[
      'GET /csp/gateway/am/api/loggedin/user HTTP/1.1',
      'GET /healthz HTTP/1.0',
      'DELETE /api/v1/session HTTP/1.1',
    ],
  ],
  [
    ...[
      '',
      'GET',
      'GET /',
      'get /api/v1/installation HTTP/1.1',
      'BREW / HTTP/1.1',
      'GET  /  HTTP/1.1',
      '\x16\x03\x01\x02',
    ],
    ...[
      'GET / HTTP/0.9',
      'GET / HTTP/1.2',
      'GET / HTTP/2.0',
      'GET / HTTP/1.1.1',
      'GET / http/1.1',
      'PRI * HTTP/2.0',
    ],
    ...[
      'GET http://localhost/api/v1/installation HTTP/1.1',
      'GET http://evil.example/%zz HTTP/1.1',
      'OPTIONS * HTTP/1.1',
    ],
    ...[
      'GET * HTTP/1.1',
      'CONNECT localhost:1 HTTP/1.1',
      'TRACE /healthz HTTP/1.1',
      'GET healthz HTTP/1.1',
      'GET ? HTTP/1.1',
    ],
    ...[
      'GET /%zz HTTP/1.1',
      'GET /%00 HTTP/1.1',
      'GET /\0 HTTP/1.1',
      'GET /\xff\xfe HTTP/1.1',
      'GET /a b HTTP/1.1',
    ],
    ...[
      'GET //evil.example/ HTTP/1.1',
      'GET /../../etc/passwd HTTP/1.1',
      'GET /assets/..%2f..%2fserver.ts HTTP/1.1',
    ],
    ...[
      `GET /${'a'.repeat(8_000)} HTTP/1.1`,
      `GET /${'a'.repeat(20_000)} HTTP/1.1`,
      `GET /?${'a=b&'.repeat(3_000)} HTTP/1.1`,
    ],
    ...[
      'GET /api/v1/organizations/%ff/my-roles HTTP/1.1',
      `GET /api/v1/sessions/${'x'.repeat(300)} HTTP/1.1`,
      '\r\n\r\nGET /',
    ],
    ...[`POST ${AUTHORIZE}?refresh_token=\${token} HTTP/1.1`, 'GET /%zz?refresh_token=${token} HTTP/1.1'],
  ],
)

const header = mostly(
  [
    ...[
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 2',
      'Transfer-Encoding: chunked',
    ],
    ...['Connection: close', 'Connection: keep-alive', 'Accept: */*', 'Authorization: Bearer ${token}'],
  ],
  [
    ...[
      'Host:',
      'Host: a b',
      'Host: evil.example',
      'Content-Length: -1',
      'Content-Length: +2',
      'Content-Length: 0x2',
    ],
    ...[
      'Content-Length: 2, 2',
      'Content-Length: 99999999999999999999',
      'Content-Length: 300000',
      'Content-Length: ',
    ],
    ...[
      'Content-Length : 2',
      'Transfer-Encoding: gzip, chunked',
      'Transfer-Encoding: chunked, gzip',
      'Transfer-Encoding: x',
    ],
    ...[
      'Transfer-Encoding: chunked, chunked',
      ' Transfer-Encoding: chunked',
      'Transfer-Encoding:\tchunked',
      'TE: trailers',
    ],
    ...[
      'Expect: nonsense',
      'Expect: 100-continue',
      'Expect:',
      'Upgrade: h2c',
      'Connection: upgrade',
      'Upgrade: websocket',
    ],
    ...[
      'X-A: \0',
      'X A: b',
      ': b',
      'no colon',
      'X-A: \xe9\xff',
      'X-A: b\rX-B: c',
      'X-A: b\nX-B: c',
      'X-\x01: b',
      'Trailer: x',
    ],
    ...[`X-Long: ${'x'.repeat(20_000)}`, 'X-A: b\r\n'.repeat(3_000).trim(), 'X-A: b\r\n'.repeat(900).trim()],
    ...[
      'Cookie: countersign=${token}',
      `Cookie: ${'a=b; '.repeat(1_000)}`,
      'Content-Type: \xff',
      'csp-auth-token: ${token}',
    ],
  ],
)

const body = mostly(
  [
    ...['', '{}', '2\r\n{}\r\n0\r\n\r\n', 'refresh_token=${token}'],
    ...['{"username":"max","password":"${password}!"}', '41\r\n${token}\r\n0\r\n\r\n'],
  ],
  [
    ...[
      'zz\r\n',
      '-1\r\n{}\r\n',
      'ffffffffffffffffff\r\n',
      '2;x=y\r\n{}\r\n0\r\nX: y\r\n\r\n',
      '2\n{}\n0\n\n',
      '2\r\n{}',
    ],
    ...[
      '2\r\n{}{}\r\n',
      '0\r\n',
      '0\r\n\r\n',
      `2;${'x'.repeat(20_000)}\r\n{}\r\n`,
      `0\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
    ],
    ...[
      '\0\0\0',
      '{"username":',
      `${'x'.repeat(70_000)}`,
      `50000\r\n${'x'.repeat(0x50000)}\r\n0\r\n\r\n`,
      '\xff\xfe',
    ],
  ],
)

const message: fc.Arbitrary<string> = fc
  .record({
    line: requestLine,
    headers: fc.array(header, { maxLength: 5 }),
    end: mostly(['\r\n'], ['\n', '\r', '\r\n ', '']),
    body,
  })
  .map(({ line, headers, end, body }) => `${[line, ...headers].join('\r\n')}\r\n${end}${body}`)

/** As it should be, but for one header. */
const nearlySound: fc.Arbitrary<string> = fc
  .record({
    line: fc.constantFrom(
      'POST /api/v1/session HTTP/1.1',
      `POST ${AUTHORIZE} HTTP/1.1`,
      'PATCH /api/v1/account HTTP/1.1',
      'GET /api/v1/session HTTP/1.1',
      'GET /nothing HTTP/1.1',
    ),
    extra: header,
    body: fc.constantFrom('', '{}', '{"refresh_token":"${token}"}', '{"name":', 'x'.repeat(300_000)),
  })
  .map(({ line, extra, body }) => {
    const length = body.replace('${token}', 'x'.repeat(TOKEN_LENGTH)).length
    const head = [
      line,
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${length}`,
      extra,
    ]
    return `${head.join('\r\n')}\r\n\r\n${body}`
  })

const noise: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'))

export const someBytes: fc.Arbitrary<Bytes> = fc.record({
  messages: fc.array(
    fc.oneof(
      { arbitrary: message, weight: 5 },
      { arbitrary: nearlySound, weight: 4 },
      { arbitrary: fc.constant(GOOD), weight: 3 },
      { arbitrary: noise, weight: 1 },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  cuts: fc.array(fc.nat({ max: 1_000 }), { maxLength: 2 }),
  sent: fc.oneof(
    { arbitrary: fc.constant(1_000), weight: 4 },
    { arbitrary: fc.nat({ max: 1_000 }), weight: 1 },
  ),
  leaves: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, { arbitrary: fc.constant(true), weight: 1 }),
})
