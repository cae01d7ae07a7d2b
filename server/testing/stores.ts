/** A fresh, empty store of either engine for one test, gone when the test is over. Never anybody's real database. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '../src/store/postgres/postgres.ts'
import { openSqlite } from '../src/store/sqlite/sqlite.ts'
import type { Store } from '../src/store/store.ts'
import type { Cleanup } from './cleanup.ts'
import { copyMigratedFile } from './migrated-file.ts'
import { testDatabase } from './postgres.ts'

export type EngineName = 'sqlite' | 'postgres'

export async function openTestStore(engine: EngineName, test: Cleanup): Promise<Store> {
  let store: Store | undefined
  test.after(async () => store?.close())
  store =
    engine === 'sqlite'
      ? await openSqlite({ file: await migratedFile(test) })
      : await openPostgres({ url: await testDatabase(test) })
  return store
}

/** The path for a database file in a folder of its own. */
export async function testFile(test: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  test.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'countersign.db')
}

/** As `testFile`, with a database in it that has all tables and no rows. */
export async function migratedFile(test: Cleanup): Promise<string> {
  const file = await testFile(test)
  await copyMigratedFile(file)
  return file
}
