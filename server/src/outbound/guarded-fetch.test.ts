/** What is asked, what is never asked, and that no answer can hold or flood us. Over real sockets; only names are ours. */
import assert from 'node:assert/strict'
import type { lookup as resolve, LookupAddress } from 'node:dns'
import { createServer as createHttps } from 'node:https'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeCertificate } from '../../testing/certificate.ts'
import type { Cleanup } from '../../testing/cleanup.ts'
import { openReceiver, answers } from '../../testing/event-receiver.ts'
import { freePort } from '../../testing/free-port.ts'
import { createGuardedFetch } from './guarded-fetch.ts'
import { isPublicAddress } from './public-address.ts'

const ASKED = { method: 'POST', body: 'hello', mostBytes: 1000, withinMs: 1000 } as const

/** Names mean these addresses, the next ones at each look-up. */
function namesMean(...answers: readonly (readonly string[])[]) {
  let asked = 0
  const lookup = ((_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? []
    process.nextTick(
      done,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }) as unknown as typeof resolve
  return { lookup, asked: () => asked }
}

async function rawServer(test: Cleanup, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await new Promise((listening) => {
    server.once('listening', listening)
  })
  test.after(async () => void server.close())
  return (server.address() as AddressInfo).port
}

/** Speaks just these bytes, and goes on as it is told to. */
const speaking = (test: Cleanup, text: string, then: 'end' | 'drip' | 'silence') =>
  rawServer(
    test,
    createServer((socket) => {
      socket.on('error', () => {})
      socket.write(text)
      if (then === 'end') socket.end()
      const timer = then === 'drip' ? setInterval(() => socket.write('a'), 20) : undefined
      socket.once('close', () => clearInterval(timer))
    }),
  )

test('an address is everybody’s or it is not, in every way of writing it', () => {
  const everybodys = ['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.0.1', '2606:4700::1111']
  for (const address of everybodys) assert.ok(isPublicAddress(address), address)
  const nobodys = [
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
    ...['172.16.0.1', '172.31.255.255', '192.0.0.1', '192.168.1.1', '198.18.0.1', '224.0.0.1'],
    ...['255.255.255.255', '::', '::1', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '64:ff9b::7f00:1'],
    ...['fc00::1', 'fd12::1', 'fe80::1', 'fe80::1%eth0', 'ff02::1', '2001:db8::1', '2002:7f00:1::'],
    ...['2001::1', '', 'localhost', '0x7f000001'],
  ]
  for (const address of nobodys) assert.equal(isPublicAddress(address), false, address)
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const first = Number.parseInt(
        new URL(`http://[${address}]/`).hostname.slice(1).split(':')[0] || '0',
        16,
      )
      assert.ok(!isPublicAddress(address) || (first >= 0x2000 && first <= 0x3fff))
    }),
  )
})

test('what can’t be asked is known before anybody tries', () => {
  const guarded = createGuardedFetch({ any: false })
  const wrongs = [
    ...['', 'receiver', '//receiver.example', 'http://receiver.example', 'ftp://receiver.example'],
    ...['https://name@receiver.example', 'https://receiver.example/#a', 'https://127.1/', 'https://[::1]/'],
    ...['https://0x7f.1/', 'https://017700000001/', 'https://[::ffff:10.0.0.1]/', 'javascript:alert(1)'],
  ]
  for (const url of wrongs) assert.equal(typeof guarded.refusedUrl(url), 'string', url)
  for (const url of [
    'https://receiver.example/events?a=b',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]:8443/',
  ])
    assert.equal(guarded.refusedUrl(url), undefined, url)
  const free = createGuardedFetch({ any: true })
  for (const url of ['http://127.0.0.1:1/', 'https://[::1]/']) assert.equal(free.refusedUrl(url), undefined)
})

test('a name that means a private address is not connected to, also when it meant another one a moment before', async (t) => {
  const receiver = await openReceiver(t)
  const port = Number(new URL(receiver.url).port)
  const url = `https://receiver.example:${port}/events`
  const said = 'its address is a private one'
  const plain = namesMean(['127.0.0.1'])
  const guarded = createGuardedFetch({ any: false, lookup: plain.lookup })
  assert.deepEqual(await guarded.fetch({ ...ASKED, url }), { outcome: 'failed', said })
  assert.equal(plain.asked(), 1)
  // It is looked up once for each connection, and what that says is what is connected to.
  const rebound = namesMean(['127.0.0.1', '::1', '10.0.0.1'], ['127.0.0.1'])
  const again = createGuardedFetch({ any: false, lookup: rebound.lookup })
  for (let time = 1; time <= 2; time++) {
    assert.deepEqual(await again.fetch({ ...ASKED, url }), { outcome: 'failed', said })
    assert.equal(rebound.asked(), time)
  }
  assert.deepEqual(receiver.pushed, [])
})

test('an answer comes as it is, and a redirect is not followed', async (t) => {
  const [receiver, elsewhere] = [await openReceiver(t), await openReceiver(t)]
  const guarded = createGuardedFetch({ any: true })
  t.after(guarded.close)
  receiver.answerWith(answers(307, 'go there', { location: elsewhere.url }))
  const answer = await guarded.fetch({ ...ASKED, url: receiver.url, headers: { 'x-a': 'b' } })
  assert.deepEqual(answer, { outcome: 'answered', status: 307, contentType: '', text: 'go there' })
  const [{ token, headers }] = receiver.pushed as [(typeof receiver.pushed)[number]]
  assert.deepEqual([token, headers['x-a'], headers['user-agent']], ['hello', 'b', 'countersign'])
  assert.deepEqual(elsewhere.pushed, [])
})

test('whoever is slow, endless, huge, rude or gone is left, within the time, with a word for whoever chose it', async (t) => {
  const guarded = createGuardedFetch({ any: true })
  t.after(guarded.close)
  const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n'
  const secure = createHttps(makeCertificate(), (_request, response) => response.end('hello'))
  const securePort = await rawServer(t, secure)
  const cases: readonly (readonly [what: string, url: string, said: RegExp])[] = [
    ['says nothing', `http://127.0.0.1:${await speaking(t, '', 'silence')}/`, /longer than 1 seconds/],
    [
      'never ends its headers',
      `http://127.0.0.1:${await speaking(t, 'HTTP/1.1 200 OK\r\nx-', 'drip')}/`,
      /longer than 1 seconds/,
    ],
    [
      'never ends its body',
      `http://127.0.0.1:${await speaking(t, `${HEAD}content-length: 900\r\n\r\n`, 'drip')}/`,
      /longer than 1 seconds/,
    ],
    [
      'says too much',
      `http://127.0.0.1:${await speaking(t, `${HEAD}\r\n${'a'.repeat(100_000)}`, 'drip')}/`,
      /longer than 1000 bytes/,
    ],
    [
      'breaks off',
      `http://127.0.0.1:${await speaking(t, `${HEAD}content-length: 9\r\n\r\na`, 'end')}/`,
      /cut off/,
    ],
    ['hangs up', `http://127.0.0.1:${await speaking(t, '', 'end')}/`, /closed the connection/],
    ['speaks something else', `http://127.0.0.1:${await speaking(t, 'SSH-2.0-x\r\n', 'silence')}/`, /HTTP/],
    ['is not there', `http://127.0.0.1:${await freePort()}/`, /nothing answers there/],
    ['has a certificate of its own', `https://127.0.0.1:${securePort}/`, /certificate/],
    ['has no TLS', `https://127.0.0.1:${await speaking(t, 'HTTP/1.1 400 no\r\n\r\n', 'end')}/`, /TLS/],
  ]
  await Promise.all(
    cases.map(async ([what, url, said]) => {
      const begunAt = performance.now()
      const answer = await guarded.fetch({ ...ASKED, url, withinMs: 1000 })
      assert.ok(performance.now() - begunAt < 4_000, what)
      assert.equal(answer.outcome, 'failed', what)
      assert.match((answer as { said: string }).said, said, what)
    }),
  )
})

test('a connection is used again, and one that was closed meanwhile costs no failure', async (t) => {
  let connections = 0
  const port = await rawServer(
    t,
    createServer((socket) => {
      connections += 1
      socket.on('error', () => {})
      socket.on('data', () => socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n'))
      if (connections === 1) setTimeout(() => socket.resetAndDestroy(), 100)
    }),
  )
  const guarded = createGuardedFetch({ any: true })
  t.after(guarded.close)
  const ask = () => guarded.fetch({ ...ASKED, url: `http://127.0.0.1:${port}/` })
  for (let time = 0; time < 3; time++) assert.equal((await ask()).outcome, 'answered')
  assert.equal(connections, 1)
  await new Promise((resolve) => {
    setTimeout(resolve, 150)
  })
  assert.equal((await ask()).outcome, 'answered')
})
