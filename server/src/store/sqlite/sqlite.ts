/**
 * The store in one SQLite file, for one machine. Two connections: one that writes, and one that only reads, so that no
 * read waits for a change that is under way. It refuses to leave the file readable for other accounts.
 */
import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { columnsOf, repeatedly, unavailable, type Database, type Engine } from '../engine.ts'
import { kyselyStore } from '../kysely-store.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import { SQLITE_WORDS } from '../migrations/migration.ts'
import type { Schema } from '../schema.ts'
import { withAdvice } from './sqlite-advice.ts'
import { isBusy, refusalOf, sqliteDriver } from './sqlite-driver.ts'
import { lookupOn } from './sqlite-lookup.ts'
import type { Store } from '../store.ts'

/** SQLite waits on the only thread there is, so it waits briefly; a change then tries again for some seconds. */
const BUSY_TIMEOUT_MS = 5

// What was acknowledged survives a power failure.
const SETTINGS = ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']

export async function openSqlite({ file }: { readonly file: string }): Promise<Store> {
  const connections: DatabaseSync[] = []
  let assertInPlace = (): void => {}
  const connect = async (readOnly: boolean) => {
    const database = new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS })
    connections.unshift(database)
    const db = kyselyOn(database, () => assertInPlace())
    for (const setting of SETTINGS) {
      await repeatedly(isBusy, () => sql.raw(`pragma ${setting}`).execute(db))
    }
    return { database, db }
  }
  const close = async (): Promise<void> => {
    for (const connection of connections) if (connection.isOpen) connection.close()
  }
  try {
    makePrivate(file)
    assertInPlace = sameFile(file)
    const { db: writer } = await connect(false)
    await migrate({ writer, isTransient: isBusy }, SQLITE_WORDS, MIGRATIONS)
    const { database, db: reader } = await connect(true)
    const store = kyselyStore({
      writer,
      reader,
      isTransient: isBusy,
      rowsAsJson,
      databaseNow: sql`cast(round(unixepoch('subsec') * 1000) as integer)`,
      lookup: lookupOn(database, reader),
      snapshot: async (read) => {
        const { database, db } = await connect(true)
        try {
          database.exec('begin')
          return await read(db)
        } finally {
          database.close()
        }
      },
      close,
    })
    const ping = async (): Promise<void> => {
      assertInPlace()
      await store.ping()
    }
    return { ...store, ping }
  } catch (error) {
    await close()
    throw withAdvice(refusalOf(error), file)
  }
}

/** SQLite gives its other two files the mode of this one. A file that is there is not opened: closing it would drop our locks. */
function makePrivate(file: string): void {
  if (existsSync(file)) return chmodSync(file, 0o600)
  closeSync(openSync(file, 'a', 0o600))
}

/** A file that was removed or replaced stays open for us alone: what it took on would be gone with this process. */
function sameFile(file: string): () => void {
  const identity = (): string => {
    const { dev, ino } = statSync(file)
    return `${dev} ${ino}`
  }
  const opened = identity()
  return () => {
    try {
      if (identity() !== opened) throw new Error(`${file} was replaced; start again to use the new one`)
    } catch (error) {
      throw unavailable(error)
    }
  }
}

const rowsAsJson: Engine['rowsAsJson'] = (columns) => sql`json_group_array(json_array(${columnsOf(columns)}))`

const kyselyOn = (connection: DatabaseSync, assertInPlace: () => void): Database =>
  new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => sqliteDriver(connection, assertInPlace),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
