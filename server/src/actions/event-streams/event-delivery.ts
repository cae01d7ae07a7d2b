/**
 * What of this process delivers events: it puts what happened into the streams, wakes whoever waits for one, and pushes.
 * It depends on nothing but rows: what another process committed is seen a fifth of a second later.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { randomUuid } from '../../crypto/random.ts'
import { SENDER_LEASE_MS, type EventStream } from '../../domain/event-streams/event-stream.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Store } from '../../store/store.ts'

const LOOK_EVERY_MS = 200
/** In this process. Whoever comes when so many wait is answered at once. */
const MOST_WAITERS = 10_000
const MOST_WAITERS_PER_STREAM = 20
const MOST_SENDING = 32
const IDS_AT_ONCE = 500

type DeliveryNeeds = {
  readonly store: Pick<Store, 'eventQueue' | 'whenLost'>
  readonly now: () => Instant
  /** Until nothing is left that was committed before it began. */
  readonly fanOut: () => Promise<void>
  /** While the lease holds. */
  readonly pushEvents: (stream: EventStream, holder: string) => Promise<void>
}

export type EventDelivery = {
  /** What was committed before it was asked for stands in the streams when it resolves. */
  fanOut(): Promise<void>
  /** Resolves when there is something to take, when the time is over, or when whoever asked is gone. */
  waitFor(streamId: string, ms: number, signal: AbortSignal): Promise<void>
  /** Begins to push what is due; resolves when all of it is under way. */
  push(): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Something was put in: looks at once. */
  wake(): void
  waiters(): number
  close(): void
}

export function createEventDelivery({ store, now, fanOut, pushEvents }: DeliveryNeeds): EventDelivery {
  const waiters = new Map<string, Set<() => void>>()
  const sending = new Set<Promise<void>>()
  const holder = randomUuid()
  let count = 0
  let isClosed = false
  let isLooking = false
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let wake = (): void => {}
  store.whenLost(() => wake())

  const run = (): Promise<void> => {
    running = fanOut().finally(() => (running = undefined))
    return running
  }
  /** Those who ask while one runs share the next one: it begins after they asked. */
  const fanOutOnce = (): Promise<void> => {
    if (running === undefined) return run()
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined
        return run()
      })
    return next
  }

  async function wakeThose(): Promise<void> {
    const ids = [...waiters.keys()]
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE)
      for (const id of await store.eventQueue.haveWaiting(ids.slice(from, from + IDS_AT_ONCE)))
        for (const answer of waiters.get(id) ?? []) answer()
  }

  async function look(): Promise<void> {
    isLooking = true
    while (count > 0 && !isClosed) {
      try {
        await fanOutOnce()
        await wakeThose()
      } catch {
        // The database is away. Whoever waits is answered when it is back, or when their time is over.
      }
      const pause = new AbortController()
      wake = () => pause.abort()
      await sleep(LOOK_EVERY_MS, undefined, { signal: pause.signal, ref: false }).catch(() => {})
      wake = () => {}
    }
    isLooking = false
  }

  return {
    fanOut: fanOutOnce,
    waitFor(streamId, ms, signal) {
      const own = waiters.get(streamId) ?? new Set()
      if (isClosed || signal.aborted || count >= MOST_WAITERS || own.size >= MOST_WAITERS_PER_STREAM)
        return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const answer = (): void => {
        if (!own.delete(answer)) return
        count -= 1
        if (own.size === 0 && waiters.get(streamId) === own) waiters.delete(streamId)
        clearTimeout(timer)
        signal.removeEventListener('abort', answer)
        resolve()
      }
      const timer = setTimeout(answer, ms)
      signal.addEventListener('abort', answer)
      own.add(answer)
      waiters.set(streamId, own)
      count += 1
      if (!isLooking) void look()
      return promise
    },
    async push() {
      await fanOutOnce()
      const limit = MOST_SENDING - sending.size
      if (limit <= 0 || isClosed) return
      const at = now()
      const asked = { holder, at, until: at + SENDER_LEASE_MS, limit }
      for (const stream of await store.eventQueue.take(asked)) {
        const sent = pushEvents(stream, holder)
          // The lease runs out, and then it is tried again.
          .catch(() => {})
          .finally(() => sending.delete(sent))
        sending.add(sent)
      }
    },
    async idle() {
      await Promise.all(sending)
    },
    wake: () => wake(),
    waiters: () => count,
    close() {
      isClosed = true
      for (const own of waiters.values()) for (const answer of own) answer()
      wake()
    },
  }
}
