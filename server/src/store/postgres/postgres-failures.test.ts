/** What happens to changes and reads when PostgreSQL fails: a refusal, never a false success, and recovery by itself. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { openLink } from '../../../testing/link.ts'
import { testDatabase } from '../../../testing/postgres.ts'
import type { Cleanup } from '../../../testing/cleanup.ts'
import { change } from '../conformance/database.ts'
import { addApiToken, addMember, newEvent, newUser } from '../conformance/samples.ts'
import { openPostgres, type PostgresOptions } from './postgres.ts'
import type { Store } from '../store.ts'

const UNAVAILABLE = { code: 'store_unavailable', retryAfterSeconds: 5 }

async function openStore(t: Cleanup, options: Partial<PostgresOptions> = {}) {
  const opened: { close(): Promise<void> }[] = []
  t.after(async () => {
    for (const one of opened) await one.close()
  })
  const url = await testDatabase(t)
  const link = await openLink(url, t)
  const store = await openPostgres({ url: link.url, ...options })
  const pool = new pg.Pool({ connectionString: url })
  opened.push(store, { close: () => pool.end() })
  const terminateAll = () =>
    pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'countersign'`,
    )
  return { store, link, pool, terminateAll }
}

/** A connection that was just ended is still found out about by whoever uses it first. */
async function recovery(store: Store): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.ping()
    } catch (error) {
      if (attempt === 20) throw error
    }
  }
}

suite('PostgreSQL that fails', () => {
  test('a server that is gone is an outage, and when it is back everything works, without opening again', async (t) => {
    const { store, link } = await openStore(t)
    const token = await addApiToken(store, await addMember(store))
    await link.cut()
    await assert.rejects(store.ping(), UNAVAILABLE)
    await assert.rejects(store.exchange.findFacts(token.secretId), UNAVAILABLE)
    await assert.rejects(addMember(store), UNAVAILABLE)
    await assert.rejects(store.recordUsage([]), UNAVAILABLE)
    await link.restore()
    await store.ping()
    assert.equal((await store.exchange.findFacts(token.secretId))?.token.id, token.id)
    await addMember(store)
  })

  test('connections that the server ends, idle or inside a change, harm nothing but what they were doing', async (t) => {
    const { store, terminateAll } = await openStore(t)
    const user = newUser()
    const failed = change(store, async (tx) => {
      await tx.users.insert(user, 'hash')
      await terminateAll()
      // Long enough for the news to arrive while nothing is asked of the connection.
      await new Promise((resolve) => setTimeout(resolve, 50))
    })
    await assert.rejects(failed, UNAVAILABLE)
    await recovery(store)
    assert.equal(await store.users.find(user.id), undefined)
    await terminateAll()
    await recovery(store)
    await change(store, (tx) => tx.users.insert(user, 'hash'))
    assert.deepEqual(await store.users.find(user.id), user)
  })

  for (const isDelivered of [true, false]) {
    const fate = isDelivered ? 'was carried out but not confirmed' : 'never arrived'
    test(`a COMMIT that ${fate} is no success, and the change is not run again`, async (t) => {
      const { store, link, pool } = await openStore(t)
      const user = newUser()
      let runs = 0
      link.breakAt('commit\0', isDelivered)
      const failed = store.change(async (tx) => {
        runs++
        await tx.users.insert(user, 'hash')
        return { result: undefined, events: [newEvent()] }
      })
      await assert.rejects(failed, UNAVAILABLE)
      assert.equal(runs, 1)
      for (const table of ['users', 'audit_events']) {
        const { rowCount } = await pool.query(`select id from ${table}`)
        assert.equal(rowCount, isDelivered ? 1 : 0, table)
      }
    })
  }

  test('a server that does not answer at all is an outage, and is asked again when it is back', async (t) => {
    const { store, link } = await openStore(t, { statementTimeoutMs: 1000, connections: 1 })
    const token = await addApiToken(store, await addMember(store))
    link.freeze()
    await assert.rejects(store.exchange.findFacts(token.secretId), UNAVAILABLE)
    await link.restore()
    assert.equal((await store.exchange.findFacts(token.secretId))?.token.id, token.id)
    link.freeze()
    await assert.rejects(addMember(store), UNAVAILABLE)
    await link.restore()
    await addMember(store)
  })

  test('waiting for a lock ends, and the connection is used again', async (t) => {
    const { store, pool } = await openStore(t, { statementTimeoutMs: 1000, connections: 1 })
    const { user } = await addMember(store)
    const connections = async () =>
      (
        await pool.query(`select pid from pg_stat_activity
         where datname = current_database() and application_name = 'countersign'`)
      ).rows
    const before = await connections()
    const locker = await pool.connect()
    await locker.query('begin')
    await locker.query('select id from users for update')
    const deactivate = () => change(store, (tx) => tx.users.setDeactivatedAt(user.id, 1))
    await assert.rejects(deactivate(), UNAVAILABLE)
    await locker.query('rollback')
    locker.release()
    await deactivate()
    assert.deepEqual(await connections(), before)
  })

  test('two changes that wait for each other both happen: one of them is run again', async (t) => {
    const { store } = await openStore(t)
    const owner = await addMember(store)
    const [one, two] = [await addApiToken(store, owner), await addApiToken(store, owner)]
    const { promise: bothBegan, resolve } = Promise.withResolvers<void>()
    let runs = 0
    const editBoth = (first: string, second: string) =>
      change(store, async (tx) => {
        await tx.apiTokens.edit(first, { name: 'edited' })
        if (++runs === 2) resolve()
        await bothBegan
        return tx.apiTokens.edit(second, { name: 'edited' })
      })
    assert.deepEqual(await Promise.all([editBoth(one.id, two.id), editBoth(two.id, one.id)]), [true, true])
    assert.ok(runs > 2)
  })
})
