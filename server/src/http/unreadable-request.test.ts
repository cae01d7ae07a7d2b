/** What comes over the wire and is no proper HTTP: an answer in JSON that says so, and the server goes on. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { openApp } from '../../testing/acme.ts'

const HOST = 'Host: localhost\r\nConnection: close\r\n'
const SIGN_IN = `POST /api/v1/session HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`

const TABLE: readonly (readonly [what: string, sent: string, status: number, says: RegExp])[] = [
  ['an endless URL', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, 431, /16 KB/],
  ['a long URL', `GET /api/v1/${'a'.repeat(8_000)} HTTP/1.1\r\n${HOST}\r\n`, 404, /nothing at this path/],
  ['an endless header', `GET / HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431, /16 KB/],
  ['endless headers', `GET / HTTP/1.1\r\n${HOST}${'X-A: b\r\n'.repeat(3_000)}\r\n`, 431, /16 KB/],
  ['no Host', 'GET /api/v1/session HTTP/1.1\r\nConnection: close\r\n\r\n', 400, /Host header/],
  ['a method that is none', `FOO /api/v1/session HTTP/1.1\r\n${HOST}\r\n`, 400, /not well-formed/],
  ['a method that is not used', `TRACE /api/v1/session HTTP/1.1\r\n${HOST}\r\n`, 404, /this method/],
  ['a TLS greeting', '\x16\x03\x01 hello\r\n\r\n', 400, /not well-formed/],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, /not well-formed/],
  ['a header with a space in its name', `GET / HTTP/1.1\r\n${HOST}X A: b\r\n\r\n`, 400, /not well-formed/],
  ['a header with a null', `GET / HTTP/1.1\r\n${HOST}X-A: \0\r\n\r\n`, 400, /not well-formed/],
  [
    'two lengths',
    `${SIGN_IN}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    /not well-formed/,
  ],
  ['a chunk without a length', `${SIGN_IN}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400, /not well-formed/],
  ['a negative length', `${SIGN_IN}Content-Length: -5\r\n\r\n`, 400, /not well-formed/],
  ['an enormous length', `${SIGN_IN}Content-Length: 99999999999\r\n\r\n{`, 413, /Send less/],
  [
    'an enormous body in chunks',
    `${SIGN_IN}Transfer-Encoding: chunked\r\n\r\n50000\r\n${'a'.repeat(0x50000)}\r\n0\r\n\r\n`,
    413,
    /Send less/,
  ],
  [
    'a percent sign without digits',
    `GET /api/v1/%zz?refresh_token=x HTTP/1.1\r\n${HOST}\r\n`,
    400,
    /percent sign/,
  ],
  ['a percent sign with no text', `GET /api/v1/%ff HTTP/1.1\r\n${HOST}\r\n`, 400, /percent sign/],
  [
    'an endless id',
    `GET /api/v1/organizations/${'a'.repeat(300)}/my-roles HTTP/1.1\r\n${HOST}\r\n`,
    400,
    /longer than any id/,
  ],
  ['an expectation', `GET /api/v1/session HTTP/1.1\r\n${HOST}Expect: wonders\r\n\r\n`, 401, /Sign in/],
  ['a null in the path', `GET /api/v1/%00 HTTP/1.1\r\n${HOST}\r\n`, 404, /nothing at this path/],
]

suite('a request with', async () => {
  const { app } = await openApp({ after }, { env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } })
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo
  const send = async (text: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => (answer += String(chunk)))
    // It may close while we still write.
    socket.on('error', () => {})
    socket.write(text, 'latin1')
    await once(socket, 'close')
    return answer
  }

  for (const [what, sent, status, says] of TABLE) {
    test(what, async () => {
      const [head = '', body = ''] = (await send(sent)).split('\r\n\r\n')
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `))
      assert.match(head, /^content-type: application\/problem\+json/im)
      assert.match(head, /^cache-control: no-store/im)
      assert.match(head, /^x-content-type-options: nosniff/im)
      assert.match(head, /^content-security-policy: default-src 'none'/im)
      const problem = JSON.parse(body)
      assert.match(head, new RegExp(`^x-request-id: ${problem.requestId}`, 'im'))
      assert.match(problem.message, says)
      assert.deepEqual(
        [problem.status, typeof problem.code, typeof problem.requestId],
        [status, 'string', 'string'],
      )
      assert.ok(!/refresh_token|\bat \w+ \(|node_modules|fastify/i.test(body), body)
    })
  }

  test('none of these keeps the next one from being answered', async () => {
    assert.match(await send(`GET /api/v1/installation HTTP/1.1\r\n${HOST}\r\n`), /^HTTP\/1.1 200 /)
  })
})
