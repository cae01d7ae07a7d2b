/** What a receiver may choose for its stream: where events go, which, and what it is called. */
import {
  LONGEST_AUTHORIZATION,
  LONGEST_DESCRIPTION,
  LONGEST_URL,
  POLL,
  PUSH,
  type Delivery,
  type EventStream,
} from '../../domain/event-streams/event-stream.ts'
import { EVENTS_SUPPORTED } from '../../domain/event-streams/event-types.ts'
import { Refusal } from '../../domain/refusal.ts'
import { keptLine } from '../kept-text.ts'
import type { Needs } from '../needs.ts'

/** As a receiver gives it; what it left out is undefined, and what it wants gone is null. */
export type AskedDelivery = {
  readonly method: string
  readonly endpointUrl?: string | null | undefined
  readonly authorization?: string | null | undefined
}

type SoundNeeds = Pick<Needs, 'sealing' | 'outbound'>

/** Visible ASCII with spaces within: nothing that ends a header. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/** @throws {Refusal} `request_invalid` */
export function soundDelivery(
  { sealing, outbound }: SoundNeeds,
  streamId: string,
  { method, endpointUrl, authorization }: AskedDelivery,
  before?: Pick<EventStream, 'delivery'>,
): Delivery {
  if (method === POLL) return { method, endpointUrl: null, sealedAuthorization: null }
  if (method !== PUSH)
    throw wrong('delivery.method', `must be ${PUSH} for push or ${POLL} for poll. Nothing else is offered.`)
  if (!endpointUrl) throw wrong('delivery.endpoint_url', 'must say where events are pushed to.')
  if (endpointUrl.length > LONGEST_URL)
    throw wrong('delivery.endpoint_url', `must have at most ${LONGEST_URL} characters.`)
  const refused = outbound.refusedUrl(endpointUrl)
  if (refused !== undefined)
    throw wrong('delivery.endpoint_url', `can’t be taken: ${refused}. Give one that everybody can reach.`)
  if (authorization && (authorization.length > LONGEST_AUTHORIZATION || !HEADER_VALUE.test(authorization)))
    throw wrong(
      'delivery.authorization_header',
      `must be 1 to ${LONGEST_AUTHORIZATION} characters that a header can hold.`,
    )
  // It is never shown, so a receiver that gives back what it read keeps it; it never goes to another address.
  const isKept = authorization === undefined && before?.delivery.endpointUrl === endpointUrl
  const sealedAuthorization = isKept
    ? before.delivery.sealedAuthorization
    : authorization
      ? sealing.seal(Buffer.from(authorization), sealedFor(streamId))
      : null
  return { method, endpointUrl, sealedAuthorization }
}

export const sealedFor = (streamId: string) => ({
  keyId: streamId,
  purpose: 'event stream',
  algorithm: 'text',
})

const MOST_REQUESTED = 100
const LONGEST_TYPE = 500

/** What there is no such event of is passed over, as SSF wants it: kept, so that a receiver reads what it wrote. */
export function soundEvents(given: readonly string[] | null): readonly string[] | null {
  if (given === null) return null
  if (given.length === 0)
    throw wrong(
      'events_requested',
      `must name an event, or be left out for all of them: ${EVENTS_SUPPORTED.join(', ')}.`,
    )
  if (given.length > MOST_REQUESTED || given.some((type) => type.length > LONGEST_TYPE))
    throw wrong('events_requested', `must have at most ${MOST_REQUESTED} URIs.`)
  return [...new Set(given)]
}

export const soundDescription = (given: string | null): string | null =>
  given ? keptLine(given, 'description', LONGEST_DESCRIPTION) : null

function wrong(field: string, rest: string): Refusal {
  const detail = `${field} ${rest}`
  return new Refusal('request_invalid', { detail, fields: { [field]: detail } })
}
