/** Deletes reports of values that leaked once they are as old as usage that is deleted. The audit log keeps what happened. */
import { KEPT_MS } from '../../domain/retention.ts'
import type { Needs } from '../needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between; what is left is for the next time. */
const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 200

export async function purgeLeakReports({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const before = now() - KEPT_MS
  for (let change = 0; change < CHANGES_PER_RUN; change++) {
    const deleted = await store.change(async (tx) => ({
      result: await tx.leaks.purge(before, ROWS_PER_CHANGE),
      events: [],
    }))
    if (deleted < ROWS_PER_CHANGE) return
  }
}
