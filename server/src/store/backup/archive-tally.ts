/**
 * Counts what a backup or a restore has moved, and has the database count the same: values that were read or written as
 * something else have other lengths. It trusts neither the driver nor the settings of a session.
 */
import { setImmediate } from 'node:timers/promises'
import type { Database } from '../engine.ts'
import { countPart, type Key } from './archive-part.ts'
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

/** So many are counted in a few milliseconds. */
const ROWS_AT_ONCE = 2_000

/** @throws {Error} when the database counts otherwise */
export async function assertTallyOf(
  db: Database,
  tables: Readonly<Record<string, readonly string[]>>,
  tally: ArchiveTally,
): Promise<void> {
  for (const [table, key] of Object.entries(tables)) {
    const moved = tally.get(table) ?? { rows: 0, bytes: new Map<string, number>() }
    const columns = [...moved.bytes.keys()]
    const counted = { rows: 0, bytes: columns.map(() => 0) }
    for (let after: Key | undefined = []; after !== undefined;) {
      const part = await countPart(db, { table, key, after, limit: ROWS_AT_ONCE }, columns)
      counted.rows += part.rows
      counted.bytes = counted.bytes.map((bytes, at) => bytes + part.bytes[at]!)
      after = part.last
      await setImmediate()
    }
    const differs =
      counted.rows !== moved.rows ||
      columns.some((column, at) => counted.bytes[at] !== moved.bytes.get(column))
    if (differs) {
      throw new Error(
        `The rows of ${table} are not those of the database. Nothing was kept; ` +
          'try again, and if it stays so report it: this is a fault of Countersign.',
      )
    }
  }
}
