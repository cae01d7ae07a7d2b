/** `localhost` is two addresses: both answer alike, also what is no proper HTTP, and neither holds a stop. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { networkInterfaces } from 'node:os'
import { createListeners } from './listeners.ts'
import { openApp } from '../../testing/acme.ts'

const HOST = 'Host: localhost\r\nConnection: close\r\n'
const SENT = {
  'a request': `GET /healthz HTTP/1.1\r\n${HOST}\r\n`,
  'a page': `GET /api/v1/session HTTP/1.1\r\n${HOST}\r\n`,
  'no HTTP': 'hello\r\n\r\n',
  'no Host': 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n',
  'an expectation': `GET /healthz HTTP/1.1\r\n${HOST}Expect: wonders\r\n\r\n`,
  'the expected expectation': `POST /api/v1/session HTTP/1.1\r\n${HOST}Content-Length: 2\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n\r\n{}`,
  'endless headers': `GET / HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(20_000)}\r\n\r\n`,
}

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1')

suite('a service on localhost', { skip: !hasIpv6 && 'this machine has one loopback address' }, async () => {
  const { app } = await openApp({ after }, { env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } })
  // Not every machine knows both by this name.
  const listeners = createListeners(app.server, undefined, async () => ['127.0.0.1', '::1'])
  await listeners.listen({ host: 'localhost', port: 0 })
  const { port } = app.server.server.address() as AddressInfo
  const open = async (host: string) => {
    const socket = connect(port, host)
    await once(socket, 'connect')
    let answer = ''
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
    socket.on('error', () => {})
    return { socket, closed: once(socket, 'close').then(() => answer) }
  }
  const send = async (host: string, text: string): Promise<string> => {
    const { socket, closed } = await open(host)
    socket.write(text)
    // What differs each time.
    return (await closed).replace(/[0-9a-f-]{36}/g, 'ID').replace(/^date:.*\r\n/im, '')
  }

  for (const [what, text] of Object.entries(SENT)) {
    test(`answers ${what} on ::1 as on 127.0.0.1`, async () => {
      const [four, six] = [await send('127.0.0.1', text), await send('::1', text)]
      assert.match(four, /^HTTP\/1\.1 [1-4]/)
      assert.equal(six, four)
    })
  }

  test('stops although clients keep connections to both open', async () => {
    const kept = await Promise.all(['127.0.0.1', '::1'].map(open))
    for (const { socket } of kept) {
      socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await once(socket, 'data')
    }
    await Promise.all([app.close(), listeners.close()])
    for (const { closed } of kept) assert.match(await closed, /^HTTP\/1\.1 200/)
  })
})
