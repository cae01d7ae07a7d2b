/**
 * What differs between the engines behind the queries, chosen once when a database is opened.
 * Statements of every engine come through here with errors that are already refusals; none is retried but a whole transaction.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Compilable, type Kysely, type RawBuilder, type SqlBool, type Transaction } from 'kysely'
import { Refusal } from '../domain/refusal.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

export type Engine = {
  /** For queries outside a transaction; sees every change that was committed before. */
  readonly reader: Database
  readonly writer: Database
  /** Whether the engine gave up this transaction only for another one's sake, so that running it again may succeed. */
  readonly isTransient: (cause: unknown) => boolean
  /** An aggregate: the rows as one JSON text, each an array of these columns. No rows may be null or "[]". */
  readonly rowsAsJson: (columns: readonly string[]) => RawBuilder<unknown>
  /** The database's own clock, in milliseconds, at the moment the expression is evaluated: the one clock of all processes. */
  readonly databaseNow: RawBuilder<number>
  readonly lookup: <Row>(query: LookupQuery<Row>, idOf: (row: Row) => string) => Lookup<Row>
  /** Reads that all see the database as it was at one moment, on a connection of their own. */
  readonly snapshot: <Result>(read: (db: Database) => Promise<Result>) => Promise<Result>
  readonly close: () => Promise<void>
}

/**
 * Finds one row by id, with a query that was compiled when the store opened: what exchanges are made of. For an unknown
 * id it answers another row, so that how long it takes does not tell which ids there are: whoever asks compares. Outside a
 * transaction they may say which version of the row they know.
 */
export type Lookup<Row> = (db: Database, id: string, knownVersion?: string) => Promise<Row | undefined>
/** The query, given the conditions that a column is the id that was asked for and that whoever asked needs no more of the row. */
export type LookupQuery<Row> = (isAskedFor: Condition, isKnown: KnownCondition) => Compilable<Row>
type Condition = (column: string) => RawBuilder<SqlBool>
/** That they know this version, or that the row is only read in place of an unknown one. Null is a version that nobody knows. */
type KnownCondition = (column: string, version: RawBuilder<string | null>) => RawBuilder<SqlBool>

const RETRY_FOR_MS = 5_000
const LONGEST_PAUSE_MS = 100

/** Runs the work in one transaction, again while the engine asks for it; a COMMIT of unknown outcome is never repeated. */
export const transaction = <Result>(
  { writer, isTransient }: Pick<Engine, 'writer' | 'isTransient'>,
  work: (tx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> => repeatedly(isTransient, () => writer.transaction().execute(work))

/** Tries again, a little later each time, while it fails for another one's sake; for some seconds at most. */
export async function repeatedly<Result>(
  isTransient: Engine['isTransient'],
  attempt: () => Promise<Result>,
): Promise<Result> {
  const giveUpAt = performance.now() + RETRY_FOR_MS
  for (let pauseMs = 2; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await attempt()
    } catch (error) {
      const isWorthRepeating = error instanceof Refusal && isTransient(error.cause)
      if (!isWorthRepeating || performance.now() > giveUpAt) throw error
      await sleep(Math.random() * pauseMs)
    }
  }
}

export const columnsOf = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql.ref(column)))

/** The id itself or, when it is unknown, the one after it, or else the first: one search finds any of them. */
export function nextOf(column: string, asked: RawBuilder<unknown>): RawBuilder<string | null> {
  const id = sql.ref(column)
  const table = sql.table(column.split('.', 1)[0]!)
  return sql`coalesce((select min(${id}) from ${table} where ${id} >= ${asked}), (select min(${id}) from ${table}))`
}

export const unavailable = (cause: unknown): Refusal =>
  new Refusal('store_unavailable', { cause, retryAfterSeconds: 5 })

/**
 * Text that one engine would refuse and the other would bend: U+0000, and halves of surrogate pairs.
 * Such a value can't have been stored, so it is the request that is wrong, never the database.
 */
export function assertStorable(parameters: readonly unknown[]): void {
  for (const parameter of parameters) {
    if (typeof parameter !== 'string') continue
    if (parameter.includes('\0') || !parameter.isWellFormed())
      throw new Refusal('request_invalid', { detail: UNSTORABLE })
  }
}

const UNSTORABLE =
  'A text has a character that can’t be kept (U+0000, or half of a surrogate pair). Leave it out.'
