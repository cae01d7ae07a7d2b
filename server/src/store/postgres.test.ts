/** The store in a real PostgreSQL. */
import pg from 'pg'
import { testDatabase } from '../testing/postgres.ts'
import { conformance } from './conformance.ts'
import { openPostgres } from './postgres.ts'

conformance('store on PostgreSQL', async (test) => {
  const opened: (() => Promise<void>)[] = []
  test.after(async () => {
    for (const close of opened) await close()
  })
  const url = await testDatabase(test)
  const store = await openPostgres({ url })
  const other = await openPostgres({ url })
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  opened.push(store.close, other.close, () => pool.end())
  return { store, other, query: async (sql) => (await pool.query(sql)).rows }
})
