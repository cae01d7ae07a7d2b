/** Deletes what was counted by the hour once it is as old as usage that is deleted. The audit log is never purged. */
import { KEPT_MS } from '../domain/retention.ts'
import type { Needs } from './needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between; what is left is for the next time. */
const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 200

export async function purgeGatheredEvents({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const before = now() - KEPT_MS
  for (let change = 0; change < CHANGES_PER_RUN; change += 1) {
    if ((await store.purgeGathered(before, ROWS_PER_CHANGE)) < ROWS_PER_CHANGE) return
  }
}
