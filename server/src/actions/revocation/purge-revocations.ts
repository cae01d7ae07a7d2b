/** Deletes what the feed need not tell any more: no access token from before it is left. */
import { TOLD_FOR_MS } from '../../domain/status-list.ts'
import type { Needs } from '../needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between; what is left is for the next time. */
const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 200

export async function purgeRevocations({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const before = now() - TOLD_FOR_MS
  for (let change = 0; change < CHANGES_PER_RUN; change += 1) {
    if ((await store.purgeRevocations(before, ROWS_PER_CHANGE)) < ROWS_PER_CHANGE) return
  }
}
