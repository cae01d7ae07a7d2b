/**
 * Lookups by id in SQLite: a statement that was prepared when the store opened, run directly. Those of one turn of the
 * event loop are read one after the other in one transaction, after the last of them was asked for: taking the file's
 * locks and loading SQLite's code into the processor's caches is half of what a single one costs; `bench/` measures it.
 */
import type { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { assertStorable, nextOf, type Database, type Engine, type LookupQuery } from '../engine.ts'
import { refusalOf } from './sqlite-driver.ts'

export const lookupOn =
  (database: DatabaseSync, reader: Database): Engine['lookup'] =>
  <Row>(build: LookupQuery<Row>) => {
    let mayBeKnown = false
    const query = build(
      (column) => sql`${sql.ref(column)} = ${nextOf(column, sql`?1`)}`,
      (column, version) => {
        mayBeKnown = true
        return sql`(${sql.ref(column)} <> ?1 or ${version} = ?2)`
      },
    ).compile()
    const parametersOf = (id: string, known: string | undefined): (string | null)[] =>
      mayBeKnown ? [id, known ?? null] : [id]
    const statement = database.prepare(query.sql)
    const rowOf = rowsWith(statement.columns().map(({ name }) => name))
    statement.setReturnArrays(true)
    const rowWith: RowWith<Row> = (id, known) => {
      assertStorable([id])
      const values = statement.get(...parametersOf(id, known)) as unknown as readonly unknown[] | undefined
      return values && (rowOf(values) as Row)
    }
    const find = gathering(database, rowWith)
    return async (db: Database, id: string, known?: string) => {
      if (db === reader) return find(id, known)
      return (await db.executeQuery<Row>({ ...query, parameters: parametersOf(id, undefined) })).rows[0]
    }
  }

type RowWith<Row> = (id: string, known: string | undefined) => Row | undefined
type Asked<Row> = PromiseWithResolvers<Row | undefined> & {
  readonly id: string
  readonly known: string | undefined
}

function gathering<Row>(database: DatabaseSync, rowWith: RowWith<Row>) {
  let gathered: Asked<Row>[] = []
  const answer = ({ id, known, resolve, reject }: Asked<Row>): void => {
    try {
      resolve(rowWith(id, known))
    } catch (error) {
      reject(refusalOf(error))
    }
  }
  const answerAll = (): void => {
    const asked = gathered
    gathered = []
    if (asked.length === 1) return answer(asked[0]!)
    try {
      database.exec('begin')
      asked.forEach(answer)
      database.exec('commit')
    } catch (error) {
      for (const { reject } of asked) reject(refusalOf(error))
      if (database.isTransaction) database.exec('rollback')
    }
  }
  return (id: string, known: string | undefined): Promise<Row | undefined> => {
    if (gathered.length === 0) setImmediate(answerAll)
    const asked = { ...Promise.withResolvers<Row | undefined>(), id, known }
    gathered.push(asked)
    return asked.promise
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
