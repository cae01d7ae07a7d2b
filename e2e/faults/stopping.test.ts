/** SIGTERM to a real process, over real sockets: what runs is finished, what comes is sent elsewhere, no use is lost. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openAcme, PUBLIC_URL } from '../../server/testing/acme.ts'
import { AUTHORIZE } from '../../server/testing/compatible.ts'
import { openLink } from '../../server/testing/link.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { emptyPlace } from '../../server/testing/replicas.ts'
import { apiTokensPath, generate, request } from '../../server/testing/requests.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { startServer, type Server } from './real-process.ts'

/** The service takes 10 s at most; the supervisor that docs/operations.md sets up kills it after these. */
const KILLED_AFTER_MS = 15_000

suite('a server that is told to stop', async () => {
  const served = await openServed({ after })
  const { head, form, whole } = served.exchange
  const [begun, sending, running, idle] = await Promise.all(
    Array.from({ length: 4 }, () => openConnection(served.port)),
  )
  const lock = await lockUsers({ after }, served.databaseUrl)
  await begun!.ask()
  begun!.send(head)
  sending!.send(`${head}\r\n${form.slice(0, 20)}`)
  running!.send(whole)
  await lock.waited()
  await idle!.ask()
  const exit = stop(served.server)
  // The first that it does; from here on it is stopping.
  assert.equal(await idle!.answer(), '')

  test('sends a request that begins now on an open connection elsewhere, and ends the connection', async () => {
    begun!.send(`\r\n${form}`)
    const answer = await begun!.answer()
    assert.match(answer, /^HTTP\/1\.1 503 /)
    assert.match(answer, /^retry-after: 1\r$/im)
    assert.match(answer, /^connection: close\r$/im)
    assert.match(answer, /"error":"temporarily_unavailable"/)
  })

  test('lets nobody in on a new connection', async () => {
    await assert.rejects(openConnection(served.port), { code: 'ECONNREFUSED' })
  })

  test('finishes the requests that run, also one that is still being sent', async () => {
    sending!.send(form.slice(20))
    await lock.release()
    for (const each of [running!, sending!]) {
      const answer = await each.answer()
      assert.match(answer, /^HTTP\/1\.1 200 /)
      assert.match(answer, /^connection: close\r$/im)
      assert.match(answer, /"access_token":"ey/)
    }
  })

  test('ends well, with the uses of its last moment written', async () => {
    assert.deepEqual(await exit, [0, null])
    assert.equal(await exchangesIn(served.databaseUrl), 2)
    assert.ok(await served.lastUse())
  })
})

suite('a server that is told to stop ends in time', { concurrency: true }, () => {
  test('when clients never end their requests', async (t) => {
    const { server, port, exchange } = await openServed(t)
    const [head, body, other] = await Promise.all(Array.from({ length: 3 }, () => openConnection(port)))
    head!.send(exchange.head)
    body!.send(`${exchange.head}\r\n`)
    await other!.ask()
    assert.deepEqual(await stop(server), [0, null])
    assert.deepEqual(await Promise.all([head!.answer(), body!.answer()]), ['', ''])
  })

  test('when the database does not answer', async (t) => {
    const { server, port, exchange, link } = await openServed(t)
    const running = await openConnection(port)
    await running.ask()
    link.freeze()
    running.send(exchange.whole)
    const other = await openConnection(port)
    await other.ask()
    assert.deepEqual(await stop(server), [0, null])
    assert.doesNotMatch(await running.answer(), / 200 /)
    // Where it goes on, what it waited for fails later and is logged after this.
    assert.match((await server.ended).output, /stopping took too long[^\n]*\n$/)
  })
})

/** Acme with an API token, and a process that serves it over a link to the database that can be frozen. */
async function openServed(test: Cleanup) {
  const { dataDir, env } = await emptyPlace(test)
  const databaseUrl = env['COUNTERSIGN_DATABASE_URL']!
  const acme = await openAcme(test, { dataDir, env, engine: 'postgres' })
  const session = await sessionOf(acme, acme.member)
  const { value, apiToken } = await generate(acme, session)
  const link = await openLink(databaseUrl, test)
  const server = await startServer(test, {
    ...env,
    COUNTERSIGN_DATABASE_URL: link.url,
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_PUBLIC_URL: PUBLIC_URL,
  })
  const form = `refresh_token=${value}`
  const head = `POST ${AUTHORIZE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${form.length}\r\n`
  return {
    ...{ server, port: Number(new URL(server.address).port), link, databaseUrl },
    exchange: { head, form, whole: `${head}\r\n${form}` },
    async lastUse(): Promise<unknown> {
      const url = `${apiTokensPath(acme)}/${apiToken.id}`
      return (await request(acme, 'GET', url, { headers: session })).body.lastUse
    },
  }
}

/** Answers the exit code and the signal. */
async function stop({ child }: Server): Promise<unknown[]> {
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(KILLED_AFTER_MS) })
  child.kill('SIGTERM')
  return exit
}

/** What a client keeps open: it sends what it is told to, and leaves ending the connection to the server. */
async function openConnection(port: number) {
  const socket = connect(port, '127.0.0.1')
  const closed = new Promise((resolve) => socket.on('close', resolve))
  await once(socket, 'connect')
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  return {
    send: (text: string) => void socket.write(text),
    /** One more request, which needs no database. Once it is answered, what any connection sent before has arrived. */
    async ask(): Promise<void> {
      socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
      while (!received.includes('{"status":"ok"}')) await once(socket, 'data')
      received = ''
    },
    /** What was answered since, once the server has closed the connection. */
    async answer(): Promise<string> {
      await closed
      return received
    },
  }
}

/** Nobody can be looked up until it is released, or the test is over. */
async function lockUsers(test: Cleanup, connectionString: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  let ending: Promise<void> | undefined
  const release = (): Promise<void> => (ending ??= client.end())
  test.after(release)
  await client.query('begin; lock table users in access exclusive mode')
  /** Resolves when someone waits for it. */
  const waited = async (): Promise<void> => {
    const waiting = "select 1 from pg_locks where not granted and relation = 'users'::regclass"
    while ((await client.query(waiting)).rows.length === 0) await sleep(10)
  }
  return { release, waited }
}

async function exchangesIn(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query(
    'select cast(sum(exchanges) as integer) as exchanges from api_token_usage',
  )
  await client.end()
  return rows[0]?.exchanges
}
