/**
 * Counts in memory what is told by the hour, until a job writes it. It holds a bounded number of entries; past that it
 * still counts every one, only no longer whose it was.
 */
import { createBoundedTable } from '../crypto/bounded-table.ts'
import {
  gatheredKey,
  NOBODY,
  once,
  together,
  type GatheredEvent,
  type Happened,
} from '../domain/gathered-event.ts'

export type GatheredEvents = {
  record(happened: Happened): void
  /** Everything since the last call. */
  drain(): GatheredEvent[]
  /** Puts back what could not be written. */
  restore(events: readonly GatheredEvent[]): void
}

/** About 10 MB. */
const MOST = 10_000

export function createGatheredEvents(): GatheredEvents {
  // What is only counted, by kind and reason, fits in besides: nothing ever goes to make room.
  const gathered = createBoundedTable<GatheredEvent>({ most: MOST + 200 })
  const add = (event: GatheredEvent): void => {
    const own = gatheredKey(event)
    const known = gathered.get(own)
    if (known !== undefined) gathered.set(own, together(known, event))
    else if (gathered.size < MOST) gathered.set(own, event)
    else addOnlyCounted(event)
  }
  const addOnlyCounted = (event: GatheredEvent): void => {
    const key = `${event.kind} ${event.reason}`
    const known = gathered.get(key)
    gathered.set(
      key,
      known === undefined ? { ...event, ...NOBODY, route: '', appId: null } : together(known, event),
    )
  }
  return {
    record: (happened) => add(once(happened)),
    drain: () => gathered.drain(),
    restore: (events) => events.forEach(add),
  }
}
