/** A lookup that answers only the row that was asked for. */
import type { Database, Lookup } from './engine.ts'

export type Find<Facts> = (db: Database, id: string) => Promise<Facts | undefined>

/** The row of an unknown id is read like any other before it is dropped. */
export const exactly =
  <Row, Facts>(find: Lookup<Row>, idOf: (row: Row) => string, toFacts: (row: Row) => Facts): Find<Facts> =>
  async (db, id) => {
    const row = await find(db, id)
    const facts = row && toFacts(row)
    return row && idOf(row) === id ? facts : undefined
  }
