/**
 * The store in PostgreSQL, or an engine that speaks its protocol, for more than one machine. Nothing is kept between
 * queries but the pool: a server that went away and came back needs no restart here.
 */
import { Kysely, sql, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import pg from 'pg'
import { columnsOf, type Database, type Engine } from '../engine.ts'
import { kyselyStore } from '../kysely-store.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import { POSTGRES_WORDS } from '../migrations/migration.ts'
import { withAdvice } from './postgres-advice.ts'
import { PostgresClient } from './postgres-client.ts'
import { codeOf, postgresDriver, refusalOf } from './postgres-driver.ts'
import { lookupOn } from './postgres-lookup.ts'
import { assertHoldsAnyText, fixSession } from './postgres-session.ts'
import { withTls } from './postgres-tls.ts'
import type { Schema } from '../schema.ts'
import type { Store } from '../store.ts'

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database`, verified by TLS unless it is this machine or says `sslmode=disable`. */
  readonly url: string
  readonly connections?: number
  /** How long a statement may take, waiting for locks included. */
  readonly statementTimeoutMs?: number
}

const [SERIALIZATION_FAILURE, DEADLOCK] = ['40001', '40P01']
const [UNIQUE, DUPLICATE_TABLE] = ['23505', '42P07']

const isTransient = (cause: unknown): boolean =>
  [SERIALIZATION_FAILURE, DEADLOCK].includes(codeOf(cause) ?? '')

/** CREATE TABLE IF NOT EXISTS, run by two at once, fails for one of them. */
const isTransientInMigration = (cause: unknown): boolean =>
  isTransient(cause) || [UNIQUE, DUPLICATE_TABLE].includes(codeOf(cause) ?? '')

export async function openPostgres({
  url,
  connections = 10,
  statementTimeoutMs = 10_000,
}: PostgresOptions): Promise<Store> {
  await migrateOnOwnConnection(url).catch((error: unknown) => {
    throw withAdvice(refusalOf(error))
  })
  const pool = poolOf(url, {
    max: connections,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // For a server that does not answer at all.
    query_timeout: statementTimeoutMs + 2_000,
    onConnect: fixSession,
  })
  const db = kyselyOn(pool)
  return kyselyStore({
    reader: db,
    writer: db,
    isTransient,
    rowsAsJson,
    databaseNow: sql`cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)`,
    lookup: lookupOn(pool, db),
    snapshot: (read) => db.connection().execute((connection) => inSnapshot(connection, read)),
    close: async () => {
      if (!pool.ending) await pool.end()
    },
  })
}

async function inSnapshot<Result>(
  connection: Database,
  read: (db: Database) => Promise<Result>,
): Promise<Result> {
  await sql`begin transaction isolation level repeatable read read only`.execute(connection)
  try {
    // The reader may be as slow as the disk it writes to.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(connection)
    return await read(connection)
  } finally {
    await sql`rollback`.execute(connection)
  }
}

/** Without a time limit, whatever the role has: whoever starts meanwhile waits for it. */
async function migrateOnOwnConnection(url: string): Promise<void> {
  const pool = poolOf(url, {
    max: 1,
    onConnect: async (client) => {
      await fixSession(client, { statement_timeout: '0', idle_in_transaction_session_timeout: '0' })
      await assertHoldsAnyText(client)
    },
  })
  try {
    const engine = { writer: kyselyOn(pool), isTransient: isTransientInMigration }
    await migrate(engine, POSTGRES_WORDS, MIGRATIONS)
  } finally {
    await pool.end()
  }
}

type PoolOptions = Omit<pg.PoolConfig, 'onConnect'> & {
  readonly onConnect: (client: pg.ClientBase) => Promise<void>
}

const poolOf = (url: string, options: PoolOptions): pg.Pool =>
  new pg.Pool({
    connectionString: withTls(url),
    application_name: 'countersign',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: { getTypeParser },
    Client: PostgresClient,
    ...options,
  })

const { INT8, BYTEA } = pg.types.builtins

/** Reads both forms: behind a pooler nobody knows how a connection was set. */
const bytesOf = pg.types.getTypeParser(BYTEA) as (text: string) => Buffer

/** Instants and counts fit a number; hashes are plain arrays of bytes, as SQLite answers them. */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format) => {
  if (oid === INT8) return Number
  if (oid === BYTEA) return (text: string) => new Uint8Array(bytesOf(text))
  return pg.types.getTypeParser(oid, format)
}

const rowsAsJson: Engine['rowsAsJson'] = (columns) =>
  sql`cast(json_agg(json_build_array(${columnsOf(columns)})) as text)`

const kyselyOn = (pool: pg.Pool): Database =>
  new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => postgresDriver(pool),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
