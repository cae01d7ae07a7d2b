/** That a mail arrives once, whatever the mail server does: against a real one, with outages. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { openApp } from '../../../testing/acme.ts'
import { freePort } from '../../../testing/free-port.ts'
import { testDatabase } from '../../../testing/postgres.ts'
import { openRelay, refusing } from '../../../testing/relay.ts'
import { DAY_MS, MINUTE_MS } from '../../domain/instant.ts'
import { passwordResetMail } from '../../domain/mail/account-mails.ts'
import { smtpTransport } from '../../mail/smtp.ts'
import type { Needs } from '../needs.ts'
import { enqueueMail } from './enqueue-mail.ts'
import { purgeMail, sendMail } from './send-mail.ts'

const settingsFor = (port: number): Record<string, string> => ({
  COUNTERSIGN_SMTP_HOST: '127.0.0.1',
  COUNTERSIGN_SMTP_PORT: String(port),
  COUNTERSIGN_SMTP_SECURITY: 'none',
  COUNTERSIGN_MAIL_FROM: 'tokens@acme.example',
})

const openWith = async (t: TestContext, port: number) => {
  const { app, clock } = await openApp(t, { env: settingsFor(port) })
  return { needs: app.needs, clock }
}

const enqueue = (needs: Needs, to = 'max@acme.example'): Promise<void> => {
  const publicUrl = needs.settings.issuer
  const mail = passwordResetMail({
    publicUrl,
    link: `${publicUrl}/reset#code=1`,
    username: 'max',
    endsAt: needs.now(),
  })
  return needs.store.change(async (tx) => {
    await enqueueMail(needs, tx, { kind: 'password_reset', to, organizationId: null, mail })
    return { result: undefined, events: [] }
  })
}
const counts = async ({ store }: Needs) => {
  const { waiting, failed, stoppedAddresses } = await store.mail.counts(null, 10)
  return { waiting, failed, stopped: stoppedAddresses.map(({ address }) => address) }
}
const DONE = { waiting: 0, failed: 0, stopped: [] }

test('a mail arrives once, as text first and HTML, and asks machines not to answer', async (t) => {
  const relay = await openRelay(t)
  const { needs, clock } = await openWith(t, relay.port)
  await enqueue(needs)
  await sendMail(needs)
  clock.now += DAY_MS
  await sendMail(needs)
  assert.equal(relay.received.length, 1)
  const { to, raw } = relay.received[0]!
  assert.deepEqual(to, ['max@acme.example'])
  assert.match(raw, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(raw, /^X-Auto-Response-Suppress: All\r$/m)
  assert.match(raw, /^Message-ID: <[0-9a-f-]{36}@127\.0\.0\.1>\r$/m)
  assert.ok(raw.indexOf('text/plain') < raw.indexOf('text/html'))
  assert.deepEqual(await counts(needs), DONE)
})

test('a mail server that is away loses nothing, and is asked ever more seldom', async (t) => {
  const port = await freePort()
  const { needs, clock } = await openWith(t, port)
  await enqueue(needs)
  for (const pause of [0, 1, 2, 4, 8]) {
    clock.now += pause * MINUTE_MS
    await sendMail(needs)
    assert.deepEqual(await counts(needs), { ...DONE, waiting: 1 })
  }
  const relay = await openRelay(t, {}, port)
  await sendMail(needs)
  assert.equal(relay.received.length, 0)
  clock.now += 16 * MINUTE_MS
  await sendMail(needs)
  assert.equal(relay.received.length, 1)
  assert.deepEqual(await counts(needs), DONE)
})

test('a mail that can’t be sent for a week has failed, and its row goes a month after it came', async (t) => {
  const { needs, clock } = await openWith(t, await freePort())
  await enqueue(needs)
  for (let hours = 0; hours < 8 * 24; hours++) {
    await sendMail(needs)
    clock.now += DAY_MS / 24
  }
  assert.deepEqual(await counts(needs), { ...DONE, failed: 1 })
  clock.now += 30 * DAY_MS
  await purgeMail(needs)
  assert.deepEqual(await counts(needs), DONE)
})

test('an address that the server does not know gets nothing any more; others do', async (t) => {
  let asked = 0
  const relay = await openRelay(t, {
    onRcptTo: ({ address }, _session, answer) => {
      if (!address.startsWith('gone')) return answer()
      asked++
      return answer(refusing(550, '5.1.1 no such person'))
    },
  })
  const { needs } = await openWith(t, relay.port)
  await enqueue(needs, 'gone@acme.example')
  await sendMail(needs)
  await enqueue(needs, 'Gone@acme.example')
  await enqueue(needs)
  await sendMail(needs)
  assert.equal(asked, 1)
  assert.deepEqual(await counts(needs), { waiting: 0, failed: 2, stopped: ['gone@acme.example'] })
  assert.deepEqual(
    relay.received.flatMap(({ to }) => to),
    ['max@acme.example'],
  )
})

for (const [code, message] of [
  [450, '4.2.1 later'],
  [550, '5.7.1 relaying denied'],
] as const)
  test(`${code} ${message} at RCPT stops no address: the mail is sent when the server takes it`, async (t) => {
    let isRefusing = true
    const relay = await openRelay(t, {
      onRcptTo: (_address, _session, answer) => answer(isRefusing ? refusing(code, message) : undefined),
    })
    const { needs, clock } = await openWith(t, relay.port)
    await enqueue(needs)
    await sendMail(needs)
    assert.deepEqual(await counts(needs), { ...DONE, waiting: 1 })
    isRefusing = false
    clock.now += MINUTE_MS
    await sendMail(needs)
    assert.equal(relay.received.length, 1)
  })

test('a mail that the server refuses after DATA has failed, and its address goes on', async (t) => {
  const relay = await openRelay(t, {
    onData: (stream, _session, answer) => {
      stream.resume()
      stream.on('end', () => answer(refusing(554, '5.6.0 not this one')))
    },
  })
  const { needs } = await openWith(t, relay.port)
  await enqueue(needs)
  await sendMail(needs)
  assert.deepEqual(await counts(needs), { ...DONE, failed: 1 })
})

/** A server that says what it is told to for each line of the client. */
async function oddServer(t: TestContext, greet: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    greet(socket)
  })
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

const breaksAfterData = (socket: Socket): void => {
  socket.write('220 odd\r\n')
  let text = ''
  socket.on('data', (part) => {
    text += part.toString()
    if (text.endsWith('\r\n.\r\n')) return socket.destroy()
    if (text.endsWith('DATA\r\n')) return socket.write('354 go on\r\n')
    return text.includes('DATA\r\n') || socket.write('250 yes\r\n')
  })
}
const speaksGarbage = (socket: Socket): void => {
  socket.write(`\0\xff <html>${'x'.repeat(10_000)}\r\n`)
  socket.on('data', () => socket.write('what?\r\n'))
}

for (const [name, greet] of Object.entries({ breaksAfterData, speaksGarbage }))
  test(`a server that ${name.replaceAll(/[A-Z]/g, ' $&').toLowerCase()} keeps the mail waiting`, async (t) => {
    const { needs } = await openWith(t, await oddServer(t, greet))
    await enqueue(needs)
    await sendMail(needs)
    assert.deepEqual(await counts(needs), { ...DONE, waiting: 1 })
  })

test('a server that never comes to the point is left when the time is over', async (t) => {
  const port = await oddServer(t, (socket) => {
    const drip = setInterval(() => socket.write('220-wait\r\n'), 20)
    socket.on('close', () => clearInterval(drip))
  })
  const sender = { from: 'tokens@acme.example' }
  const transport = smtpTransport({ host: '127.0.0.1', port, security: 'none' }, sender, 300)
  const mail = { subject: 'a', text: 'a', html: 'a' }
  const addressed = { to: 'max@acme.example', mail, messageId: '<a@b>', writtenAt: 0 }
  const begun = performance.now()
  const delivery = await transport.deliver(addressed)
  assert.equal(delivery.outcome === 'later' && delivery.trouble, 'unreachable')
  assert.ok(performance.now() - begun < 5_000)
})

test('a server without STARTTLS gets nothing when it is asked for', async (t) => {
  const relay = await openRelay(t)
  const sender = { from: 'tokens@acme.example' }
  const server = { host: '127.0.0.1', port: relay.port, security: 'starttls' } as const
  const mail = { subject: 'a', text: 'a', html: 'a' }
  const addressed = { to: 'max@acme.example', mail, messageId: '<a@b>', writtenAt: 0 }
  const delivery = await smtpTransport(server, sender).deliver(addressed)
  assert.equal(delivery.outcome === 'later' && delivery.trouble, 'tls')
  assert.equal(relay.received.length, 0)
})

test('two processes send each of many mails once', async (t) => {
  const relay = await openRelay(t)
  const url = await testDatabase(t)
  const env = { ...settingsFor(relay.port), COUNTERSIGN_DATABASE_URL: url }
  const one = await openApp(t, { engine: 'postgres', env })
  const { dataDir } = one
  const other = await openApp(t, { engine: 'postgres', env, dataDir, now: one.clock.now })
  const people = Array.from({ length: 30 }, (_, index) => `person${index}@acme.example`)
  for (const to of people) await enqueue(one.app.needs, to)
  await Promise.all([sendMail(one.app.needs), sendMail(other.app.needs)])
  await sendMail(one.app.needs)
  assert.deepEqual(relay.received.flatMap(({ to }) => to).toSorted(), people.toSorted())
})
