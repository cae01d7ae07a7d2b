/** Writes the uses and the counted events that were gathered in memory. What can't be written is kept for the next time. */
import { oldValueEndedBy } from '../actions/api-tokens/old-value-ended.ts'
import type { Needs } from '../actions/needs.ts'

type FlushNeeds = Pick<Needs, 'store' | 'usageLog' | 'appUsageLog' | 'gatheredEvents' | 'now'>

/** A few milliseconds each, so that exchanges come in between. */
const USES_PER_CHANGE = 1000
const EVENTS_PER_CHANGE = 300

export async function flushUsage(needs: FlushNeeds): Promise<void> {
  const { store, usageLog, appUsageLog, gatheredEvents, now } = needs
  const usage = usageLog.drain()
  const appUsage = appUsageLog.drain()
  const events = gatheredEvents.drain()
  try {
    await inBatches(usage, USES_PER_CHANGE, (batch) =>
      store.recordUsage(batch, now(), oldValueEndedBy('first_use')),
    )
    await inBatches(appUsage, EVENTS_PER_CHANGE, (batch) => store.recordAppUsage(batch))
    await inBatches(events, EVENTS_PER_CHANGE, (batch) => store.recordGathered(batch))
  } catch (error) {
    usageLog.restore(usage)
    appUsageLog.restore(appUsage)
    gatheredEvents.restore(events)
    throw error
  }
}

/** Takes out of the list what was written, as soon as it was. */
async function inBatches<Item>(
  items: Item[],
  size: number,
  write: (batch: readonly Item[]) => Promise<void>,
): Promise<void> {
  while (items.length > 0) {
    await write(items.slice(0, size))
    items.splice(0, size)
  }
}
