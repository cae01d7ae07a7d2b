/** A start where the SQLite database can't be used: one line that says what to do, no server, and nothing is destroyed. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import {
  cpSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { databaseFile } from './database-content.ts'
import { emptyRealPlace, moveAcmeIn } from './real-place.ts'
import type { Env } from './real-process.ts'

type Case = {
  readonly spoil?: (dataDir: string) => void
  /** What is left of the folder's permissions. */
  readonly forbid?: number
  readonly says: RegExp
}

const DAMAGED = /countersign\.db is damaged or no database: move it away .* restore a backup/
const NO_ACCESS = /countersign\.db can’t be read and written: give it and its folder to the account/

const CASES: Readonly<Record<string, Case>> = {
  'a file that is no database': {
    spoil: (dataDir) => writeFileSync(databaseFile(dataDir), 'This is a letter. '.repeat(1000)),
    says: DAMAGED,
  },
  'a file with garbage in its middle': {
    spoil: (dataDir) => {
      const bytes = readFileSync(databaseFile(dataDir))
      randomFillSync(bytes, 4096)
      for (let at = 4096; at < bytes.length; at += 4096) bytes.writeUInt8(0, at)
      writeFileSync(databaseFile(dataDir), bytes)
    },
    says: DAMAGED,
  },
  'a file that was cut off': {
    spoil: (dataDir) => truncateSync(databaseFile(dataDir), 3 * 4096),
    says: DAMAGED,
  },
  'a database of a newer version': {
    spoil: (dataDir) => {
      using database = new DatabaseSync(databaseFile(dataDir))
      database.exec("insert into schema_migrations (name, applied_at) values ('9999-from-the-future', 1)")
    },
    says: /newer version .*9999-from-the-future.* Start that version or a newer one, or restore the backup/,
  },
  'a folder that takes no writes': {
    forbid: 0o500,
    says: NO_ACCESS,
  },
  'a folder that can’t be read': {
    forbid: 0o000,
    says: NO_ACCESS,
  },
  'a folder in place of the file': {
    spoil: (dataDir) => {
      rmSync(databaseFile(dataDir))
      mkdirSync(databaseFile(dataDir))
    },
    says: NO_ACCESS,
  },
}

suite('a start with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  after(() => rm(folder, { recursive: true, force: true }))
  const sound = await emptyRealPlace({ after }, 'sqlite')
  await moveAcmeIn(sound)
  const spoilt = Object.entries(CASES).map(([what, { spoil, forbid, says }], at) => {
    const dataDir = join(folder, String(at))
    cpSync(sound.dataDir, dataDir, { recursive: true })
    spoil?.(dataDir)
    const before = filesIn(dataDir)
    if (forbid !== undefined) chmodSync(dataDir, forbid)
    return { what, dataDir, says, before }
  })
  const outcomes = await startEach(
    spoilt.map(({ dataDir }) => dataDir),
    sound.env,
  )

  for (const [at, { what, dataDir, says, before }] of spoilt.entries()) {
    test(`${what} ends with one line that says what to do, and leaves the files as they are`, () => {
      const { exitCode, errors } = outcomes[at]!
      assert.equal(exitCode, 1)
      assert.match(errors, /^countersign: [^\n]+\n$/)
      assert.match(errors, says)
      chmodSync(dataDir, 0o700)
      assert.ok(before.length >= 2)
      assert.deepEqual(filesIn(dataDir), before)
    })
  }
})

/** What is in each file, but for what SQLite makes anew at each opening. */
function filesIn(dataDir: string): string[] {
  return readdirSync(dataDir, { withFileTypes: true })
    .filter(({ name }) => !/-(?:wal|shm)$/.test(name))
    .map((entry) => {
      if (!entry.isFile()) return `${entry.name} is a folder`
      const bytes = readFileSync(join(dataDir, entry.name))
      return `${entry.name} ${createHash('sha256').update(bytes).digest('hex')}`
    })
    .toSorted()
}

const RUN = new URL('../../cli/src/run.ts', import.meta.url)

/** As any account, also where the tests run as root: without the right to go past permissions. */
const POWERLESS = process.getuid?.() === 0 ? ['setpriv', '--inh-caps=-all', '--bounding-set=-all'] : []

type Outcome = { readonly exitCode: number; readonly errors: string }

/** `countersign serve` for each folder, one after the other in one process: starting processes is what would take long. */
async function startEach(dataDirs: readonly string[], env: Env): Promise<Outcome[]> {
  const code = `
    import { EventEmitter } from 'node:events'
    import { run } from ${JSON.stringify(RUN.href)}
    // Each start listens for signals; so many in one process would be warned of.
    EventEmitter.defaultMaxListeners = 0
    let errors = ''
    process.stderr.write = (text) => (errors += text) !== ''
    for (const dataDir of ${JSON.stringify(dataDirs)}) {
      errors = ''
      const exitCode = await run(['serve', '--port', '0', '--data-dir', dataDir])
      console.log(JSON.stringify({ exitCode, errors }))
    }`
  const [command = '', ...args] = [
    ...POWERLESS,
    ...[process.execPath, '--conditions=countersign-source', '--input-type=module', '--eval', code],
  ]
  // A start that succeeds where it must not would go on for ever.
  const limits = { timeout: 60_000, killSignal: 'SIGKILL' as const }
  const { stdout } = await promisify(execFile)(command, args, {
    env: { ...env, PATH: process.env['PATH'] },
    ...limits,
  })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome)
}
