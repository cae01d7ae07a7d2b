/** Migrations in both engines: many processes at once, and never backwards. */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { runProcess } from '../../testing/processes.ts'
import { emptyDatabase } from '../../testing/postgres.ts'
import type { Cleanup } from '../../testing/cleanup.ts'
import { testFile } from '../../testing/stores.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { openPostgres } from './postgres/postgres.ts'
import { openSqlite } from './sqlite/sqlite.ts'
import type { Store } from './store.ts'

type Place = {
  /** An expression that opens the store, with the module it comes from. */
  readonly module: string
  readonly expression: string
  readonly open: () => Promise<Store>
  readonly query: (sql: string) => Promise<readonly unknown[]>
  /** As a process does that is migrating; answers how to release it. */
  readonly lock: () => Promise<() => Promise<void>>
}

const ENGINES: Record<string, (test: Cleanup) => Promise<Place>> = {
  SQLite: async (t) => {
    const file = await testFile(t)
    return {
      module: './sqlite/sqlite.ts',
      expression: `openSqlite(${JSON.stringify({ file })})`,
      open: () => openSqlite({ file }),
      query: async (sql) => {
        const database = new DatabaseSync(file)
        const rows = database.prepare(sql).all()
        database.close()
        return rows
      },
      lock: async () => {
        const database = new DatabaseSync(file)
        database.exec('begin immediate')
        return async () => database.close()
      },
    }
  },
  PostgreSQL: async (t) => {
    const url = await emptyDatabase(t)
    return {
      module: './postgres/postgres.ts',
      expression: `openPostgres(${JSON.stringify({ url })})`,
      open: () => openPostgres({ url }),
      query: async (sql) => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        const { rows } = await client.query(sql)
        await client.end()
        return rows
      },
      lock: async () => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        await client.query('begin')
        await client.query('update schema_lock set taken_at = 0')
        return () => client.end()
      },
    }
  },
}

for (const [name, place] of Object.entries(ENGINES)) {
  suite(`migrations on ${name}`, () => {
    test('four processes that start at once on an empty database all start', async (t) => {
      const { module, expression, query } = await place(t)
      const code = `
        import * as engine from ${JSON.stringify(import.meta.resolve(module))}
        const store = await engine.${expression}
        await store.ping()
        await store.close()
        console.log('started')`
      const outputs = await Promise.all([1, 2, 3, 4].map(() => runProcess(code)))
      assert.deepEqual(
        outputs,
        Array.from({ length: 4 }, () => 'started\n'),
      )
      assert.equal((await query('select name from schema_migrations')).length, MIGRATIONS.length)
    })

    test('a process that starts while another one migrates waits for it', async (t) => {
      const { open, lock } = await place(t)
      await (await open()).close()
      const release = await lock()
      const opening = open()
      const first = await Promise.race([opening.then(() => 'opened'), setTimeout(300, 'waiting')])
      await release()
      await (await opening).close()
      assert.equal(first, 'waiting')
    })

    test('opened again, a database is as it was', async (t) => {
      const { open } = await place(t)
      const first = await open()
      await first.change(async (tx) => ({
        result: await tx.installation.setMasterKeyId('key'),
        events: [],
      }))
      await first.close()
      const second = await open()
      assert.equal(await second.installation.masterKeyId(), 'key')
      await second.close()
    })

    test('a database that a newer version has changed is refused, with what to do', async (t) => {
      const { open, query } = await place(t)
      await (await open()).close()
      await query("insert into schema_migrations (name, applied_at) values ('9999-from-the-future', 1)")
      await assert.rejects(open(), {
        code: 'store_unavailable',
        detail:
          /newer version .*9999-from-the-future.*Start that version or a newer one, or restore the backup/,
      })
    })
  })
}
