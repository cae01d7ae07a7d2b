/** The store in a real SQLite file. */
import { DatabaseSync } from 'node:sqlite'
import { testFile } from '../testing/stores.ts'
import { conformance } from './conformance.ts'
import { openSqlite } from './sqlite.ts'

conformance('store on SQLite', async (test) => {
  const opened: { close(): unknown }[] = []
  test.after(async () => {
    for (const one of opened) await one.close()
  })
  const file = await testFile(test)
  const store = await openSqlite({ file })
  const other = await openSqlite({ file })
  const database = new DatabaseSync(file)
  opened.push(store, other, database)
  return { store, other, query: async (sql) => database.prepare(sql).all() }
})
