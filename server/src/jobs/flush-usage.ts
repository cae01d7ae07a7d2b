/** Writes the uses and the refused exchanges that were gathered in memory. What can't be written is kept for the next time. */
import type { Needs } from '../actions/needs.ts'

type FlushNeeds = Pick<Needs, 'store' | 'usageLog' | 'refusedExchanges' | 'now'>

export async function flushUsage({ store, usageLog, refusedExchanges, now }: FlushNeeds): Promise<void> {
  const usage = usageLog.drain()
  const events = refusedExchanges.drain()
  try {
    if (usage.length > 0) await store.recordUsage(usage, now())
    usage.length = 0
    if (events.length > 0) await store.recordEvents(events)
  } catch (error) {
    usageLog.restore(usage)
    refusedExchanges.restore(events)
    throw error
  }
}
