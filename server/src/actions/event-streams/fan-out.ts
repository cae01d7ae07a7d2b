/**
 * Puts what happened into the streams that have to be told, in its order, once: whoever moves the place up to which they
 * know has put it in. It reads rows that are there for ever reason else, so nothing is written where things happen.
 */
import { randomUuid } from '../../crypto/random.ts'
import { eventsDelivered } from '../../domain/event-streams/event-types.ts'
import { securityEvents, type SecurityEvent } from '../../domain/event-streams/security-event.ts'
import { silencingKeys } from '../../domain/event-streams/subject.ts'
import type { MadeEvent, ToldFact } from '../../store/event-streams/event-streams-store.ts'
import type { Needs } from '../needs.ts'

const FACTS_AT_ONCE = 200

type FanOutNeeds = Pick<Needs, 'store' | 'now'> & { readonly issuer: string }

/** Until nothing is left that was committed before it began. */
export async function fanOut(needs: FanOutNeeds): Promise<void> {
  const { store, now } = needs
  for (;;) {
    const read = await store.eventQueue.facts(FACTS_AT_ONCE)
    if (read === undefined || read.told.length === 0) return
    await store.eventQueue.fill(read, await eventsFor(needs, read.told), now())
    // Another process may have done it first: then there is less to do.
  }
}

type Candidate = {
  readonly streamId: string
  readonly event: SecurityEvent
  readonly keys: readonly string[]
}

async function eventsFor(
  { store, now, issuer }: FanOutNeeds,
  told: readonly ToldFact[],
): Promise<Map<string, MadeEvent[]>> {
  const candidates = told.flatMap(({ fact, streams }) =>
    streams.flatMap(({ id: streamId, eventsRequested, isService }): Candidate[] => {
      const delivered = eventsDelivered(eventsRequested)
      return securityEvents(fact, { issuer, now: now(), namesTenant: isService })
        .filter(({ events }) => delivered.includes(Object.keys(events)[0] ?? ''))
        .map((event) => ({ streamId, event, keys: silencingKeys(event.sub_id) }))
    }),
  )
  const silenced = await silencedAmong(store, candidates)
  const events = new Map<string, MadeEvent[]>()
  for (const { streamId, event, keys } of candidates) {
    if (keys.some((key) => silenced.has(`${streamId} ${key}`))) continue
    events.set(streamId, [...(events.get(streamId) ?? []), { jti: randomUuid(), event }])
  }
  return events
}

const KEYS_AT_ONCE = 400

async function silencedAmong(
  { eventQueue }: Pick<Needs['store'], 'eventQueue'>,
  candidates: readonly Candidate[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let from = 0; from < candidates.length; from += KEYS_AT_ONCE / 8) {
    const some = candidates.slice(from, from + KEYS_AT_ONCE / 8)
    const ids = [...new Set(some.map(({ streamId }) => streamId))]
    for (const each of await eventQueue.silenced(ids, [...new Set(some.flatMap(({ keys }) => keys))]))
      found.add(each)
  }
  return found
}
