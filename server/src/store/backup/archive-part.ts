/**
 * A table by parts, each after the last row of the one before. SQLite answers at once: a large table that is read or
 * counted as a whole would hold the only thread until it is done.
 */
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../engine.ts'
import type { ArchivedRows, ArchivedValue } from './archive-store.ts'

/** The values of what orders the rows; of no row, before the first. */
export type Key = readonly ArchivedValue[]

type Part = {
  readonly table: string
  /** What orders the rows: never null, and different in every row. */
  readonly key: readonly string[]
  readonly after: Key
  readonly limit: number
}

/** Without `last` it was the last part. */
export async function readPart(
  db: Database,
  part: Part,
): Promise<Pick<ArchivedRows, 'columns' | 'rows'> & { readonly last: Key | undefined }> {
  const { table, key, limit } = part
  const { rows } = await sql<Record<string, ArchivedValue>>`
    select ${sql.table(table)}.*, ${keyColumns(key)} ${rowsOf(part)} limit ${sql.lit(limit)}`.execute(db)
  const [first] = rows
  const columns = Object.keys(first ?? {}).slice(0, -key.length)
  return {
    columns,
    rows: rows.map((row) => columns.map((column) => row[column] ?? null)),
    last: rows.length === limit ? keyIn(rows.at(-1)!, key) : undefined,
  }
}

/** The part's number of rows, and its number of bytes in each of these columns. */
export async function countPart(
  db: Database,
  part: Part,
  columns: readonly string[],
): Promise<{ readonly rows: number; readonly bytes: readonly number[]; readonly last: Key | undefined }> {
  const { key, limit } = part
  const sums = columns.map(
    (column, at) =>
      sql`, cast(coalesce(sum(octet_length(${sql.ref(column)})), 0) as bigint) as ${sql.ref(`sum_${at}`)}`,
  )
  const counted = await sql<Record<string, number>>`
    select count(*) as counted ${sql.join(sums, sql``)}
    from (select * ${rowsOf(part)} limit ${sql.lit(limit)}) as part`.execute(db)
  const ends = await sql<Record<string, ArchivedValue>>`
    select ${keyColumns(key)} ${rowsOf(part)} limit 1 offset ${sql.lit(limit - 1)}`.execute(db)
  const [sum, end] = [counted.rows[0]!, ends.rows[0]]
  return {
    rows: sum['counted']!,
    bytes: columns.map((_, at) => sum[`sum_${at}`]!),
    last: end && keyIn(end, key),
  }
}

const nameOf = (at: number): string => `key_${at}`

const keyColumns = (key: readonly string[]): RawBuilder<unknown> =>
  sql.join(key.map((column, at) => sql`${sql.raw(column)} as ${sql.ref(nameOf(at))}`))

const keyIn = (row: Readonly<Record<string, ArchivedValue>>, key: readonly string[]): Key =>
  key.map((_, at) => row[nameOf(at)] ?? null)

function rowsOf({ table, key, after }: Part): RawBuilder<unknown> {
  const order = sql.raw(key.join(', '))
  const isAfter = after.length === 0 ? sql`` : sql`where (${order}) > (${sql.join(after)})`
  return sql`from ${sql.table(table)} ${isAfter} order by ${order}`
}
