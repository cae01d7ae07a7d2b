/** SIGTERM, SIGINT and SIGHUP while a command still waits: it ends, says what it waited for, and leaves nobody behind. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { freePort } from '../../server/testing/free-port.ts'
import { emptyPlace } from '../../server/testing/replicas.ts'
import { startCountersign, type RealProcess } from './real-process.ts'

/** The supervisor of docs/operations.md kills after 15; the promise is 10. */
const ENDS_WITHIN_MS = 10_000

const OWNER = ['--organization', 'Acme', '--username', 'olivia', '--email', 'o@acme.example']
const COMMANDS: Readonly<
  Record<string, { readonly argv: readonly string[]; readonly code: (signal: number) => number }>
> = {
  serve: { argv: ['serve', '--port', '0'], code: () => 0 },
  setup: {
    argv: ['setup', ...OWNER, '--first-name', 'O', '--last-name', 'E'],
    code: (signal) => 128 + signal,
  },
  'keys list': { argv: ['keys', 'list'], code: (signal) => 128 + signal },
  backup: { argv: ['backup', '/nowhere/backup'], code: (signal) => 128 + signal },
}
const SIGNALS = { SIGTERM: 15, SIGINT: 2, SIGHUP: 1 } as const

/** A process that was started under the name of a command, told to stop once it waits. */
async function endOf(
  started: RealProcess,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; output: string }> {
  const timeout = setTimeout(() => void started.kill(), ENDS_WITHIN_MS)
  started.child.kill(signal)
  const ending = await started.ended
  clearTimeout(timeout)
  assert.equal(ending.signal, null, `was not ended by ${signal}: ${ending.output}`)
  return ending
}

/** A database whose tables another process is bringing up to date. */
async function lockedDatabase(t: Cleanup) {
  const { dataDir, env } = await emptyPlace(t)
  const url = env['COUNTERSIGN_DATABASE_URL']!
  // Two, because within a transaction the activity of others stands still.
  const [client, looking] = [new pg.Client(url), new pg.Client(url)]
  for (const each of [client, looking]) {
    await each.connect()
    // The database is dropped under it.
    each.on('error', () => {})
    t.after(() => each.end())
  }
  await client.query('create table schema_lock (id integer not null primary key, taken_at bigint not null)')
  await client.query('begin; insert into schema_lock values (1, 1)')
  const waiters = async (): Promise<number> => {
    const { rows } = await looking.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    return rows.length
  }
  return {
    waiters,
    env: { ...env, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_PUBLIC_URL: 'http://127.0.0.1:8080' },
  }
}

suite('told to stop while it waits for the migration lock', () => {
  for (const [name, { argv, code }] of Object.entries(COMMANDS)) {
    for (const [signal, number] of Object.entries(SIGNALS)) {
      // Every command with one signal, and the service with all.
      if (name !== 'serve' && signal !== 'SIGTERM') continue
      test(`by ${signal}, ${name} ends and says so`, async (t) => {
        const { env, waiters } = await lockedDatabase(t)
        const started = startCountersign(t, env, argv)
        // What reads a password reads it first.
        started.child.stdin.end('a long enough passphrase\n')
        while ((await waiters()) === 0 && started.isRunning()) await sleep(50)
        const ending = await endOf(started, signal as NodeJS.Signals)
        assert.match(
          ending.output,
          new RegExp(`countersign: ${signal}: ended before .* waited for the database`),
        )
        assert.equal(ending.code, code(number))
      })
    }
  }
})

test('told to stop while the database takes the connection and says nothing, a start ends', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.after(() => void silent.close())
  const connected = new Promise((resolve) => silent.on('connection', resolve))
  const port = (silent.address() as { port: number }).port
  const started = startCountersign(t, { COUNTERSIGN_DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/db` }, [
    'serve',
  ])
  await connected
  const { output } = await endOf(started, 'SIGTERM')
  assert.match(output, /waited for the database/)
})

test('told to stop while it waits for the password, setup ends', async (t) => {
  const folder = await folderFor(t)
  const started = startCountersign(t, { COUNTERSIGN_DATA_DIR: folder }, COMMANDS['setup']!.argv)
  // Nothing tells from outside that it reads; a signal that comes sooner ends it as well.
  await sleep(2_000)
  const { output, code } = await endOf(started, 'SIGINT')
  assert.match(output, /^$|waited for the password on standard input/)
  assert.ok(code === 130)
})

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const) {
  test(`npm start that gets ${signal} leaves no service behind`, async (t) => {
    const folder = await folderFor(t)
    const port = String(await freePort())
    const npm = spawn('npm', ['start', '--silent'], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        COUNTERSIGN_DATA_DIR: folder,
        COUNTERSIGN_PORT: port,
        COUNTERSIGN_LOG_LEVEL: 'error',
      },
    })
    // Whoever is left of its group.
    t.after(() => void promisify(execFile)('kill', ['-9', '--', `-${npm.pid}`]).catch(() => {}))
    await new Promise((resolve) => npm.stdout.once('data', resolve))
    npm.kill(signal)
    const giveUpAt = performance.now() + 3 * ENDS_WITHIN_MS
    while (await answers(port)) {
      assert.ok(performance.now() < giveUpAt, 'the service still listens')
      await sleep(100)
    }
  })
}

const answers = (port: string): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    (response) => response.ok,
    () => false,
  )

async function folderFor(t: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
