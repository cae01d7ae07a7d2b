/**
 * Lookups by id in SQLite: a statement that was prepared when the store opened, run directly. Together with rows that are
 * read by place it takes a fifth off the processor time of an exchange; `bench/` measures it.
 */
import type { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import {
  assertStorable,
  smallestOf,
  tableOf,
  type Database,
  type Engine,
  type LookupQuery,
} from './engine.ts'
import { refusalOf } from './sqlite-driver.ts'

export const lookupOn =
  (database: DatabaseSync, reader: Database): Engine['lookup'] =>
  <Row>(build: LookupQuery<Row>) => {
    const query = build((column) => {
      const id = sql.ref(column)
      // The id itself or, when it is unknown, the next one: the same search finds either.
      const next = sql`(select min(${id}) from ${sql.table(tableOf(column))} where ${id} >= ${''})`
      return sql`${id} = coalesce(${next}, ${smallestOf(column)})`
    }).compile()
    const statement = database.prepare(query.sql)
    const rowOf = rowsWith(statement.columns().map(({ name }) => name))
    statement.setReturnArrays(true)
    return async (db: Database, id: string) => {
      if (db !== reader) return (await db.executeQuery<Row>({ ...query, parameters: [id] })).rows[0]
      try {
        assertStorable([id])
        const values = statement.get(id) as unknown as readonly unknown[] | undefined
        return values && (rowOf(values) as Row)
      } catch (error) {
        throw refusalOf(error)
      }
    }
  }

/** Rows that find a column by its place: an object with forty names, made anew each time, costs as much as the query. */
function rowsWith(names: readonly string[]): (values: readonly unknown[]) => object {
  class Columns {
    readonly values: readonly unknown[]
    constructor(values: readonly unknown[]) {
      this.values = values
    }
  }
  for (const [index, name] of names.entries()) {
    Object.defineProperty(Columns.prototype, name, {
      get(this: Columns) {
        return this.values[index]
      },
    })
  }
  return (values) => new Columns(values)
}
