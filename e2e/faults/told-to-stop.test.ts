/** SIGTERM, SIGINT and SIGHUP while a command still waits: it ends, says what it waited for, and leaves nobody behind. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm } from 'node:fs/promises'
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

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const OWNER = ['--organization', 'Acme', '--username', 'olivia', '--email', 'o@acme.example']
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  serve: ['serve', '--port', '0'],
  setup: ['setup', ...OWNER, '--first-name', 'O', '--last-name', 'E'],
  'keys list': ['keys', 'list'],
  backup: ['backup', '/nowhere/backup'],
}
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** A process that was started under the name of a command, told to stop once it waits. */
async function endOf(started: RealProcess, signal: NodeJS.Signals): Promise<string> {
  const timeout = setTimeout(() => void started.kill(), ENDS_WITHIN_MS)
  started.child.kill(signal)
  const ending = await started.ended
  clearTimeout(timeout)
  assert.equal(ending.signal, signal, ending.output)
  return ending.output
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
  await client.query('begin; update schema_lock set taken_at = 0')
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
  for (const [name, argv] of Object.entries(COMMANDS)) {
    for (const signal of SIGNALS) {
      // Every command with one signal, and the service with all.
      if (name !== 'serve' && signal !== 'SIGTERM') continue
      test(`by ${signal}, ${name} ends and says so`, async (t) => {
        const { env, waiters } = await lockedDatabase(t)
        const started = startCountersign(t, env, argv)
        // What reads a password reads it first.
        started.child.stdin.end('a long enough passphrase\n')
        while ((await waiters()) === 0 && started.isRunning()) await sleep(50)
        const output = await endOf(started, signal)
        assert.match(output, new RegExp(`countersign: ${signal}: ended before .* waited for the database`))
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
  assert.match(await endOf(started, 'SIGTERM'), /waited for the database/)
})

test('told to stop while it reads a file that never ends, as on a disk that hangs, setup ends', async (t) => {
  const folder = await folderFor(t)
  const file = join(folder, 'password')
  await promisify(execFile)('mkfifo', [file])
  const argv = [...COMMANDS['setup']!, '--password-file', file]
  const started = startCountersign(t, { COUNTERSIGN_DATA_DIR: folder }, argv)
  // Opens when someone reads.
  const writing = await open(file, 'w')
  t.after(() => writing.close())
  assert.match(await endOf(started, 'SIGINT'), /waited for .*\/password\./)
})

test('the demonstration works as printed, and told to stop leaves nobody behind', async (t) => {
  const folder = await folderFor(t)
  const child = spawn(
    process.execPath,
    ['--conditions=countersign-source', join(ROOT, 'scripts/demo.ts'), '--port', String(await freePort())],
    { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  t.after(() => void promisify(execFile)('kill', ['-9', '--', `-${child.pid}`]).catch(() => {}))
  let printed = ''
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += String(text)
    if (printed.includes('Stop with')) break
  }
  const lines = printed.match(/^ {2}echo .*$/gm) ?? []
  assert.equal(lines.length, 3, printed)
  const answers = await Promise.all(lines.map((line) => promisify(execFile)('sh', ['-c', line])))
  assert.match(answers[0]!.stdout, /"access_token":"ey/)
  assert.match(answers[1]!.stdout, /^\[\{"name":"forklift"/)
  assert.match(answers[2]!.stdout, /organization_mismatch/)
  const again = [join(ROOT, 'scripts/demo.ts'), '--reset', '--port', '0']
  const reset = promisify(execFile)(process.execPath, ['--conditions=countersign-source', ...again], {
    cwd: folder,
  })
  // What runs is not taken away from under it.
  await assert.rejects(reset, { code: 1, stderr: /^demo: A demonstration runs in \.demo\/.*\n$/ })
  child.kill('SIGTERM')
  await once(child, 'exit')
  const service = /http:\/\/127\.0\.0\.1:[0-9]+(?=\/organizations\/)/.exec(printed)![0]
  // The service was told as well; it may take a moment.
  for (let isThere = true; isThere; await sleep(50)) isThere = await listens(service)
})

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
    while (await listens(`http://127.0.0.1:${port}`)) {
      assert.ok(performance.now() < giveUpAt, 'the service still listens')
      await sleep(100)
    }
  })
}

const listens = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => true,
    () => false,
  )

async function folderFor(t: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
