/** Writes the uses and the refused exchanges that were gathered in memory. What can't be written is kept for the next time. */
import type { Needs } from '../actions/needs.ts'

type FlushNeeds = Pick<Needs, 'store' | 'usageLog' | 'refusedExchanges' | 'now'>

/** A few milliseconds each, so that exchanges come in between. */
const USES_PER_CHANGE = 1000

export async function flushUsage({ store, usageLog, refusedExchanges, now }: FlushNeeds): Promise<void> {
  const usage = usageLog.drain()
  const events = refusedExchanges.drain()
  try {
    while (usage.length > 0) {
      await store.recordUsage(usage.slice(0, USES_PER_CHANGE), now())
      usage.splice(0, USES_PER_CHANGE)
    }
    if (events.length > 0) await store.recordEvents(events)
  } catch (error) {
    usageLog.restore(usage)
    refusedExchanges.restore(events)
    throw error
  }
}
