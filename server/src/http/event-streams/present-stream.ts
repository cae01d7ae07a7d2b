/** A stream as SSF writes it. What we supply a receiver may send back with its own changes, and then it has to be the same. */
import {
  KEPT_EVENTS_MS,
  MIN_VERIFICATION_SECONDS,
  POLL,
  type EventStream,
} from '../../domain/event-streams/event-stream.ts'
import { eventsDelivered, EVENTS_SUPPORTED } from '../../domain/event-streams/event-types.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Given } from './given.ts'
import { pollPath } from './paths.ts'

export function presentStream(issuer: string, stream: EventStream) {
  const { delivery, eventsRequested, description } = stream
  return {
    ...suppliedByUs(issuer, stream),
    delivery: {
      method: delivery.method,
      endpoint_url: delivery.method === POLL ? pollUrl(issuer, stream) : delivery.endpointUrl,
    },
    ...(eventsRequested !== null && { events_requested: eventsRequested }),
    ...(description !== null && { description }),
  }
}

export const presentState = ({ id, state, reason }: EventStream) => ({
  ...{ stream_id: id, status: state },
  ...(reason !== null && { reason }),
})

const pollUrl = (issuer: string, { id }: EventStream): string => issuer + pollPath(id)

const suppliedByUs = (issuer: string, { id, receiver, eventsRequested, delivery }: EventStream) => ({
  stream_id: id,
  iss: issuer,
  aud: receiver.id,
  events_supported: EVENTS_SUPPORTED,
  events_delivered: eventsDelivered(eventsRequested),
  min_verification_interval: MIN_VERIFICATION_SECONDS,
  ...(delivery.method === POLL && { inactivity_timeout: KEPT_EVENTS_MS / 1000 }),
})

/** @throws {Refusal} `request_invalid` */
export function refuseOtherThanOurs(given: Given, issuer: string, stream: EventStream): void {
  for (const [name, ours] of Object.entries(suppliedByUs(issuer, stream)))
    if (given[name] !== undefined && !isSame(given[name], ours))
      throw new Refusal('request_invalid', {
        detail: `${name} is not yours to change. Send it as it is, or leave it out.`,
        fields: { [name]: 'It is not yours to change.' },
      })
}

/** Lists of events are sets; one audience may be written either way. */
const isSame = (given: unknown, ours: unknown): boolean =>
  JSON.stringify([given].flat().toSorted()) === JSON.stringify([ours].flat().toSorted())
