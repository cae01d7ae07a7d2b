/** The store in a real PostgreSQL, as it is and as strict as the distributed engines that speak its protocol. */
import pg from 'pg'
import { testDatabase } from '../../../testing/postgres.ts'
import { conformance } from '../conformance.ts'
import { openPostgres } from './postgres.ts'

for (const isolation of ['read committed', 'serializable']) {
  conformance(`store on PostgreSQL, ${isolation}`, async (test) => {
    const opened: { close(): Promise<void> }[] = []
    test.after(async () => {
      for (const one of opened) await one.close()
    })
    const url = new URL(await testDatabase(test))
    url.searchParams.set('options', `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`)
    const store = await openPostgres({ url: url.href })
    const other = await openPostgres({ url: url.href })
    const pool = new pg.Pool({ connectionString: url.href, max: 1 })
    // It has ended when the database goes, though its connection may not have: the server then says so, to nobody.
    pool.on('error', () => {})
    opened.push(store, other, { close: () => pool.end() })
    return { store, other, query: async (sql) => (await pool.query(sql)).rows }
  })
}
