/** The store in a real SQLite file: what every store promises, and what only files and locks can do. */
import assert from 'node:assert/strict'
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { runProcess } from '../../../testing/processes.ts'
import type { Cleanup } from '../../../testing/cleanup.ts'
import { migratedFile, testFile } from '../../../testing/stores.ts'
import { conformance } from '../conformance.ts'
import { change } from '../conformance/database.ts'
import { addMember } from '../conformance/samples.ts'
import { openSqlite } from './sqlite.ts'

conformance('store on SQLite', async (test) => {
  const opened: { close(): unknown }[] = []
  test.after(async () => {
    for (const one of opened) await one.close()
  })
  const file = await migratedFile(test)
  const store = await openSqlite({ file })
  const other = await openSqlite({ file })
  const database = new DatabaseSync(file)
  opened.push(store, other, database)
  return { store, other, query: async (sql) => database.prepare(sql).all() }
})

const UNAVAILABLE = { code: 'store_unavailable', retryAfterSeconds: 5 }

async function openWithLock(t: Cleanup) {
  const opened: { close(): unknown }[] = []
  t.after(async () => {
    for (const one of opened) await one.close()
  })
  const file = await testFile(t)
  const store = await openSqlite({ file })
  const locker = new DatabaseSync(file)
  opened.push(store, locker)
  return { file, store, locker }
}

suite('SQLite', () => {
  test('only the account of the service may read the files, also when they were readable before', async (t) => {
    const { file, store } = await openWithLock(t)
    for (const one of [file, `${file}-wal`, `${file}-shm`])
      assert.equal(statSync(one).mode & 0o777, 0o600, one)
    await store.close()
    chmodSync(file, 0o644)
    await (await openSqlite({ file })).close()
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  test('while another process holds the lock reads go on; a change waits, and is refused if that takes too long', async (t) => {
    const { store, locker } = await openWithLock(t)
    const { user } = await addMember(store)
    locker.exec('begin immediate')
    let runs = 0
    const deactivate = () =>
      change(store, async (tx) => {
        runs++
        await tx.users.setDeactivatedAt(user.id, 1)
      })
    const waiting = deactivate()
    assert.deepEqual(await store.users.find(user.id), user)
    await assert.rejects(waiting, UNAVAILABLE)
    assert.equal(runs, 0)
    const patient = deactivate()
    await new Promise((resolve) => setTimeout(resolve, 200))
    locker.exec('rollback')
    await patient
    assert.equal(runs, 1)
    assert.equal((await store.users.find(user.id))?.deactivatedAt, 1)
  })

  test('a file that is no database, or in no folder, is refused', async (t) => {
    const file = await testFile(t)
    await assert.rejects(openSqlite({ file: `${file}/nowhere/countersign.db` }), UNAVAILABLE)
    writeFileSync(file, 'This is a letter, not a database. '.repeat(100))
    await assert.rejects(openSqlite({ file }), UNAVAILABLE)
  })

  test('a full disk is an outage; what was acknowledged before is kept, and nothing else', async (t) => {
    const file = await testFile(t)
    const code = `
      import { openSqlite } from ${JSON.stringify(import.meta.resolve('./sqlite.ts'))}
      const store = await openSqlite({ file: ${JSON.stringify(file)} })
      const name = 'x'.repeat(10_000)
      for (let made = 0; ; made++) {
        const id = String(made)
        try {
          await store.change(async (tx) => ({
            result: await tx.organizations.insert({ id, name: id, displayName: name, createdAt: made }),
            events: [],
          }))
        } catch ({ code, cause }) {
          console.log(JSON.stringify({ made, code, cause: String(cause) }))
          break
        }
      }
      await store.ping()`
    // The largest file allowed is 4 MB (8,192 blocks of 512 bytes), and going beyond it is an error, not a signal.
    const output = await runProcess(code, `trap '' XFSZ; ulimit -f 8192; exec "$@"`)
    const refused = JSON.parse(output) as { made: number; code: string; cause: string }
    const { made } = refused
    assert.equal(refused.code, 'store_unavailable')
    assert.match(refused.cause, /disk/)
    assert.ok(made > 10)
    const database = new DatabaseSync(file)
    assert.equal(database.prepare('select id from organizations').all().length, made)
    assert.deepEqual({ ...database.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' })
    database.close()
  })
})
