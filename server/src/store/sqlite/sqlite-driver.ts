/**
 * One connection of node:sqlite as a Kysely driver. Transactions begin IMMEDIATE, so that a change never finds out
 * half-way that another process holds the lock; errors leave as refusals.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { Refusal } from '../../domain/refusal.ts'
import { assertStorable, unavailable } from '../engine.ts'

/** Queries differ by little more than the length of a list, so few texts are ever seen; the bound is for those lists. */
const PREPARED_STATEMENTS = 500

const BUSY = 5
// The trigger is the one that refuses an audit event whose id is taken.
const [FOREIGN_KEY, PRIMARY_KEY, TRIGGER, UNIQUE] = [787, 1555, 1811, 2067]

/** SQLite's extended result code (sqlite.org/rescode.html). */
export const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0

export const isBusy = (error: unknown): boolean => (codeOf(error) & 0xff) === BUSY

export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const isConflict = [FOREIGN_KEY, PRIMARY_KEY, TRIGGER, UNIQUE].includes(codeOf(error))
  return isConflict ? new Refusal('conflict', { cause: error }) : unavailable(error)
}

/** @param assertInPlace refuses a change when the file that is open is not the one that a next start would open */
export function sqliteDriver(database: DatabaseSync, assertInPlace: () => void): Driver {
  const run = runnerOf(database)
  let hasFailed = false

  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> => {
      try {
        return run(sql, parameters) as QueryResult<Row>
      } catch (error) {
        hasFailed = true
        throw refusalOf(error)
      }
    },
    streamQuery: () => {
      throw new Error('Queries are not streamed')
    },
  }

  const execute = (sql: string): void => {
    try {
      database.exec(sql)
    } catch (error) {
      throw refusalOf(error)
    }
  }

  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: async () => {
      // SQLite answers at once: without a pause, one change after another would leave no room for anything else.
      await setImmediate()
      assertInPlace()
      execute('begin immediate')
      hasFailed = false
    },
    // As PostgreSQL does: a transaction in which a statement failed can't be committed, whoever caught the error.
    commitTransaction: async () => {
      if (hasFailed) throw unavailable(new Error('A statement of this transaction failed before'))
      execute('commit')
    },
    // A full disk has already rolled it back.
    rollbackTransaction: async () => {
      if (database.isTransaction) execute('rollback')
    },
    destroy: async () => {},
  }
}

function runnerOf(database: DatabaseSync) {
  const prepared = new Map<string, { statement: StatementSync; answersRows: boolean }>()
  const prepare = (sql: string) => {
    const known = prepared.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    const fresh = { statement, answersRows: statement.columns().length > 0 }
    if (prepared.size >= PREPARED_STATEMENTS) prepared.clear()
    prepared.set(sql, fresh)
    return fresh
  }
  return (sql: string, parameters: readonly unknown[]): QueryResult<unknown> => {
    assertStorable(parameters)
    const { statement, answersRows } = prepare(sql)
    const values = parameters as readonly SQLInputValue[]
    if (answersRows) return { rows: statement.all(...values) }
    const { changes } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes) }
  }
}
