/** Streams of one receiver, made, read, changed and removed by itself. Of others’ it does not even learn that there are any. */
import { randomUuid } from '../../crypto/random.ts'
import type { Origin } from '../../domain/audit-event.ts'
import {
  POLL,
  STREAMS_PER_RECEIVER,
  type EventStream,
  type Receiver,
} from '../../domain/event-streams/event-stream.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { EventStreamReads, StreamConfiguration } from '../../store/event-streams/event-streams-store.ts'
import type { Needs } from '../needs.ts'
import { ensureSigningKeys, type KeyNeeds } from '../signing-keys/signing-keys.ts'
import { soundDelivery, soundDescription, soundEvents, type AskedDelivery } from './sound-stream.ts'
import { streamEvent } from './stream-event.ts'

/** What was left out is undefined, and what is to be nothing is null. */
export type AskedConfiguration = {
  readonly delivery?: AskedDelivery | undefined
  readonly eventsRequested?: readonly string[] | null | undefined
  readonly description?: string | null | undefined
}

type ManageNeeds = KeyNeeds & Pick<Needs, 'sealing' | 'outbound'>

export async function createStream(
  needs: ManageNeeds,
  receiver: Receiver,
  asked: AskedConfiguration,
  origin: Origin,
): Promise<EventStream> {
  const { store, now } = needs
  const id = randomUuid()
  const configuration: StreamConfiguration = {
    delivery: soundDelivery(needs, id, asked.delivery ?? { method: POLL }),
    eventsRequested: soundEvents(asked.eventsRequested ?? null),
    description: soundDescription(asked.description ?? null),
  }
  const made = await store.change(async (tx) => {
    // Of two at once, the second counts the first.
    if (!(await tx.eventStreams.lockReceiver(receiver))) throw new Refusal('not_found')
    if ((await tx.eventStreams.listOf(receiver)).length >= STREAMS_PER_RECEIVER)
      throw new Refusal('limit_reached', { detail: TOO_MANY })
    await tx.eventStreams.insert({ id, receiver, ...configuration, createdAt: now() })
    const result = await foundStream(tx.eventStreams, receiver, id)
    return {
      result,
      events: [streamEvent(now(), origin, 'csp__create_event_stream', result, whereto(result))],
    }
  })
  // Where access tokens are not signed with RS256, the first stream needs a key of its own.
  if (!needs.keyring.signsEvents()) await ensureSigningKeys(needs)
  return made
}

/** `replaces`: what was left out is to be as in a new stream; otherwise it stays as it is. */
export function changeStream(
  needs: ManageNeeds,
  receiver: Receiver,
  id: string,
  asked: AskedConfiguration & { readonly replaces: boolean },
  origin: Origin,
): Promise<EventStream> {
  const { store, now } = needs
  return store.change(async (tx) => {
    await tx.eventStreams.lockReceiver(receiver)
    const before = await foundStream(tx.eventStreams, receiver, id)
    const configuration: StreamConfiguration = {
      delivery:
        asked.delivery === undefined
          ? asked.replaces
            ? soundDelivery(needs, id, { method: POLL })
            : before.delivery
          : soundDelivery(needs, id, asked.delivery, before),
      eventsRequested: chosen(asked.eventsRequested, before.eventsRequested, asked.replaces, soundEvents),
      description: chosen(asked.description, before.description, asked.replaces, soundDescription),
    }
    await tx.eventStreams.configure(id, configuration, now())
    const result = await foundStream(tx.eventStreams, receiver, id)
    return {
      result,
      events: [streamEvent(now(), origin, 'csp__change_event_stream', result, whereto(result))],
    }
  })
}

/** Without path and query: some receivers put what lets us in there. */
const whereto = ({ delivery: { method, endpointUrl } }: EventStream) => ({
  method,
  ...(endpointUrl !== null && { to: new URL(endpointUrl).origin }),
})

const chosen = <Value>(
  asked: Value | null | undefined,
  before: Value | null,
  replaces: boolean,
  sound: (given: Value | null) => Value | null,
): Value | null => (asked === undefined && !replaces ? before : sound(asked ?? null))

export function removeStream(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  receiver: Receiver,
  id: string,
  origin: Origin,
): Promise<void> {
  return store.change(async (tx) => {
    const stream = await foundStream(tx.eventStreams, receiver, id)
    if (!(await tx.eventStreams.remove(id))) throw unknownStream()
    return { result: undefined, events: [streamEvent(now(), origin, 'csp__remove_event_stream', stream)] }
  })
}

/** @throws {Refusal} `not_found` */
export async function foundStream(
  streams: EventStreamReads,
  receiver: Receiver,
  id: string,
): Promise<EventStream> {
  const stream = await streams.find(receiver, id)
  if (stream === undefined) throw unknownStream()
  return stream
}

const unknownStream = (): Refusal => new Refusal('not_found', { detail: UNKNOWN })

const UNKNOWN = 'You have no stream with this stream_id. A GET of the configuration endpoint lists yours.'
const TOO_MANY = `A receiver can have ${STREAMS_PER_RECEIVER} streams. Change one that there is, or remove one that is not needed.`
