/** Rows of values as a table inside a statement, so that a batch is one statement in either engine. */
import { sql, type RawBuilder } from 'kysely'

/** The casts are for PostgreSQL, which takes a bare parameter there for text. */
export const values = <Row>(rows: readonly RawBuilder<unknown>[]): RawBuilder<Row> =>
  sql<Row>`(values ${sql.join(rows)})`

export const text = (value: string) => sql`cast(${value} as text)`
export const integer = (value: number) => sql`cast(${value} as bigint)`
