/** A receiver takes events itself (RFC 8936). What it does not acknowledge it gets again, in the same order. */
import { POLL, type Receiver } from '../../domain/event-streams/event-stream.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Needs } from '../needs.ts'
import { foundStream } from './manage-streams.ts'
import { signedEvent } from './signed-event.ts'

export type AskedPoll = {
  readonly acknowledged: readonly string[]
  /** What the receiver says of events that it can't take, by their ids: it does not get them again either. */
  readonly errors: ReadonlyMap<string, string>
  readonly maxEvents: number | undefined
  readonly returnsImmediately: boolean
  readonly signal: AbortSignal
}

export type Polled = { readonly sets: ReadonlyMap<string, string>; readonly isMoreThere: boolean }

const MOST_AT_ONCE = 100
const LONGEST_WAIT_MS = 30_000

export async function pollEvents(
  needs: Pick<Needs, 'store' | 'keyring' | 'now' | 'settings' | 'eventDelivery'>,
  receiver: Receiver,
  streamId: string,
  asked: AskedPoll,
): Promise<Polled> {
  const { store, now, settings, eventDelivery } = needs
  const { eventQueue } = store
  const stream = await foundStream(store.eventStreams, receiver, streamId)
  if (stream.delivery.method !== POLL) throw new Refusal('not_found', { detail: PUSHED })
  if (asked.acknowledged.length > 0) await eventQueue.acknowledge(streamId, asked.acknowledged, now())
  const [trouble] = [...asked.errors.values()].slice(-1)
  if (trouble !== undefined) await eventQueue.acknowledge(streamId, [...asked.errors.keys()], now(), trouble)

  const most = Math.min(asked.maxEvents ?? MOST_AT_ONCE, MOST_AT_ONCE)
  const look = async () => {
    await eventDelivery.fanOut()
    return eventQueue.waiting(streamId, most + 1)
  }
  let waiting = await look()
  if (waiting.length === 0 && most > 0 && !asked.returnsImmediately) {
    await eventDelivery.waitFor(streamId, LONGEST_WAIT_MS, asked.signal)
    if (!asked.signal.aborted) waiting = await look()
  }
  const given = waiting.slice(0, most)
  const tokens = await Promise.all(
    given.map(async (each) => signedEvent({ ...needs, issuer: settings.issuer }, receiver, each)),
  )
  return {
    sets: new Map(given.map(({ jti }, index) => [jti, tokens[index]!])),
    isMoreThere: waiting.length > most,
  }
}

const PUSHED = 'The events of this stream are pushed. Change its delivery to poll them.'
