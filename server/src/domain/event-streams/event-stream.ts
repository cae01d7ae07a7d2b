/** A stream of security events to one receiver (OpenID Shared Signals Framework 1.0), as its organization and the receiver see it. */
import { DAY_MS, MINUTE_MS, type Instant } from '../instant.ts'

/** Who receives: a machine of the organization, or one of its services, which hears of every organization that has it. */
export type Receiver = {
  readonly organizationId: string
  readonly kind: 'app' | 'service'
  /** Of the OAuth app, or of the service. It is the audience of every event. */
  readonly id: string
}

export const STREAM_STATES = ['enabled', 'paused', 'disabled'] as const
export type StreamState = (typeof STREAM_STATES)[number]

export type StateBy = 'receiver' | 'organization' | 'transmitter'

export const PUSH = 'urn:ietf:rfc:8935'
export const POLL = 'urn:ietf:rfc:8936'
export type DeliveryMethod = typeof PUSH | typeof POLL

export type Delivery = {
  readonly method: DeliveryMethod
  /** Where events are pushed to; null when they are polled. */
  readonly endpointUrl: string | null
  /** What the receiver wants to read in Authorization, sealed. */
  readonly sealedAuthorization: Uint8Array | null
}

export type EventStream = {
  readonly id: string
  readonly receiver: Receiver
  readonly delivery: Delivery
  /** Null when the receiver named none: it is told everything. */
  readonly eventsRequested: readonly string[] | null
  readonly description: string | null
  readonly state: StreamState
  readonly reason: string | null
  /** Who put it into that state: what the organization stopped, only the organization starts again. */
  readonly stateBy: StateBy
  readonly createdAt: Instant
  /** Events that nobody has taken yet. */
  readonly waiting: number
  readonly lastDeliveredAt: Instant | null
  /** What went wrong last, and when; null once a delivery went well. */
  readonly trouble: { readonly said: string; readonly at: Instant } | null
  /** Since when nothing could be delivered. */
  readonly failingSince: Instant | null
  /** Tries in a row that failed. */
  readonly failures: number
}

export const STREAMS_PER_RECEIVER = 10
/** Silenced subjects of one stream. */
export const SUBJECTS_PER_STREAM = 10_000
export const LONGEST_DESCRIPTION = 200
export const LONGEST_REASON = 200
export const LONGEST_STATE = 1000
export const LONGEST_URL = 1000
export const LONGEST_AUTHORIZATION = 4000

/** Between two verifications that the receiver asks for, in seconds. */
export const MIN_VERIFICATION_SECONDS = 5
/** What nobody took for so long is dropped, and so is what comes when so many wait. */
export const KEPT_EVENTS_MS = 7 * DAY_MS
export const MOST_WAITING = 10_000
/** A push that keeps failing for so long is paused. */
export const FAILING_MS = DAY_MS

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15 * MINUTE_MS

/** Each try waits twice as long as the one before. */
export const pauseAfter = (failures: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 20), LONGEST_PAUSE_MS)

/**
 * For how long one sender has a stream for itself after each event that was taken: longer than the next may take. As long
 * at most nobody sends when it was killed.
 */
export const SENDER_LEASE_MS = 20_000
