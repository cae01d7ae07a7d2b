/**
 * Deletes what the feed need not tell any more: no access token from before it is left. And lets places in status lists be
 * given again that nobody remembers.
 */
import { PLACE_KEPT_MS, TOLD_FOR_MS } from '../../domain/status-list.ts'
import type { Needs } from '../needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between; what is left is for the next time. */
const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 200

export async function purgeRevocations({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const at = now()
  // What is not in the streams of security events yet stays until it is.
  const before = Math.min(at - TOLD_FOR_MS, (await store.eventQueue.position()) ?? Infinity)
  await untilFew(() => store.purgeRevocations(before, ROWS_PER_CHANGE))
  await untilFew(() => store.purgeStatusPlaces(at - PLACE_KEPT_MS, ROWS_PER_CHANGE))
}

async function untilFew(purge: () => Promise<number>): Promise<void> {
  for (let change = 0; change < CHANGES_PER_RUN; change += 1) {
    if ((await purge()) < ROWS_PER_CHANGE) return
  }
}
