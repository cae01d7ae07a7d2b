/** What nobody takes does not stay for ever: the stream is disabled, what waits in it is dropped, and its receiver is told. */
import { KEPT_EVENTS_MS, MOST_WAITING } from '../../domain/event-streams/event-stream.ts'
import { DAY_MS } from '../../domain/instant.ts'
import type { Needs } from '../needs.ts'
import { stopStream } from './stream-state.ts'

const STREAMS_AT_ONCE = 50

export async function dropOverdueEvents(
  needs: Pick<Needs, 'store' | 'now' | 'sealing' | 'settings'>,
): Promise<void> {
  const { store, now } = needs
  const overdue = await store.eventQueue.overdue(now() - KEPT_EVENTS_MS, MOST_WAITING, STREAMS_AT_ONCE)
  for (const stream of overdue)
    await stopStream(needs, stream, {
      state: 'disabled',
      reason: stream.waiting > MOST_WAITING ? TOO_MANY : TOO_LONG,
    })
}

const TOO_MANY = `More than ${MOST_WAITING} events waited for somebody to take them, and were dropped.`
const TOO_LONG = `Events waited for ${KEPT_EVENTS_MS / DAY_MS} days for somebody to take them, and were dropped.`
