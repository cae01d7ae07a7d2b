/**
 * Counts what a backup or a restore has moved, and has the database count the same: values that were read or written as
 * something else have other lengths. It trusts neither the driver nor the settings of a session.
 */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import type { ArchivedRows, ArchiveTally, TableTally } from './archive-store.ts'

export type Tallying = { readonly tally: ArchiveTally; readonly add: (batch: ArchivedRows) => void }

export function createTally(): Tallying {
  const tally = new Map<string, TableTally>()
  return {
    tally,
    add({ table, columns, rows }) {
      const known = tally.get(table) ?? { rows: 0, bytes: new Map<string, number>() }
      tally.set(table, known)
      known.rows += rows.length
      for (const row of rows) {
        for (const [at, value] of row.entries()) {
          if (typeof value !== 'string' && !(value instanceof Uint8Array)) continue
          const column = columns[at]!
          known.bytes.set(column, (known.bytes.get(column) ?? 0) + Buffer.byteLength(value))
        }
      }
    },
  }
}

/** @throws {Error} when the database counts otherwise */
export async function assertTallyOf(
  db: Database,
  tables: readonly string[],
  tally: ArchiveTally,
): Promise<void> {
  for (const table of tables) {
    const { rows = 0, bytes = new Map<string, number>() } = tally.get(table) ?? {}
    const columns = [...bytes.keys()]
    const sums = columns.map(
      (column, at) =>
        sql`, cast(coalesce(sum(octet_length(${sql.ref(column)})), 0) as bigint) as ${sql.ref(`sum_${at}`)}`,
    )
    const {
      rows: [counted],
    } = await sql<Record<string, number>>`
      select count(*) as counted ${sql.join(sums, sql``)} from ${sql.table(table)}`.execute(db)
    const differs =
      counted?.['counted'] !== rows ||
      columns.some((column, at) => counted[`sum_${at}`] !== bytes.get(column))
    if (differs) {
      throw new Error(
        `The rows of ${table} are not those of the database. Nothing was kept; ` +
          'try again, and if it stays so report it: this is a fault of Countersign.',
      )
    }
  }
}
