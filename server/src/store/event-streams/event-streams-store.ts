/** Streams of security events, by who receives them; and what waits in them, which is written and taken outside any change. */
import type {
  Delivery,
  EventStream,
  Receiver,
  StateBy,
  StreamState,
} from '../../domain/event-streams/event-stream.ts'
import type { Fact, SecurityEvent } from '../../domain/event-streams/security-event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Page, Paged } from '../page.ts'

export type NewEventStream = Pick<
  EventStream,
  'id' | 'receiver' | 'delivery' | 'eventsRequested' | 'description' | 'createdAt'
>

export type StreamConfiguration = {
  readonly delivery: Delivery
  readonly eventsRequested: readonly string[] | null
  readonly description: string | null
}

export type NewState = {
  readonly state: StreamState
  readonly reason: string | null
  readonly by: StateBy
  readonly at: Instant
}

/** With the id that the receiver knows it again by. */
export type MadeEvent = { readonly jti: string; readonly event: SecurityEvent }
export type QueuedEvent = MadeEvent & { readonly createdAt: Instant }

/** Which stream, for an organization that looks after its own or a receiver that asks for its own. */
export type StreamOwner = Receiver | { readonly organizationId: string }

export type ListedStream = { readonly stream: EventStream; readonly receiverName: string }

export type EventStreamReads = {
  /** With the organization that provides it. */
  receiverOfService(id: string): Promise<Receiver | undefined>
  find(owner: StreamOwner, id: string): Promise<EventStream | undefined>
  /** Oldest first. */
  listOf(receiver: Receiver): Promise<EventStream[]>
  /** By receiver, oldest first, with the name of the receiver. */
  list(organizationId: string, page: Page): Promise<Paged<ListedStream>>
  countSilenced(id: string): Promise<number>
}

export type EventStreamChanges = EventStreamReads & {
  /** Until the transaction ends, others that lock the same receiver wait; of a service or an app that is there. */
  lockReceiver(receiver: Receiver): Promise<boolean>
  /** Tells what happens from now on. */
  insert(stream: NewEventStream): Promise<void>
  /** All that a receiver chooses, as it is to be; what failed before is tried again at once. */
  configure(id: string, configuration: StreamConfiguration, at: Instant): Promise<void>
  /** A disabled stream holds nothing, one that is enabled is tried at once. False when the organization has stopped it. */
  setState(id: string, to: NewState): Promise<boolean>
  remove(id: string): Promise<boolean>
  /** False when one was asked for at `since` or later. */
  takeVerification(id: string, at: Instant, since: Instant): Promise<boolean>
  /** Not into one that is disabled, but for what is about the stream itself. */
  put(id: string, event: MadeEvent, more: { at: Instant; isAboutStream?: true }): Promise<void>
  silence(id: string, subjects: string): Promise<void>
  unsilence(id: string, subject: string): Promise<void>
}

/** A stream that a fact is for; the organization it is told of, where the stream tells of several. */
export type ToldStream = Pick<EventStream, 'id' | 'eventsRequested'> & {
  readonly isService: boolean
  readonly since: number
}

export type ToldFact = { readonly fact: Fact; readonly streams: readonly ToldStream[] }

export type Outcome =
  | { readonly how: 'taken' }
  /** The receiver says that it will never take this one. */
  | { readonly how: 'refused'; readonly said: string }
  | { readonly how: 'failed'; readonly said: string; readonly nextTryAt: Instant }
  /** Nothing was tried. */
  | { readonly how: 'later'; readonly nextTryAt: Instant }

export type EventQueue = {
  /** What happened since it was put into the streams, so many at the most, and for whom. Undefined when nobody listens. */
  facts(
    limit: number,
  ): Promise<{ readonly from: number; readonly to: number; readonly told: readonly ToldFact[] } | undefined>
  /** Which of these keys a stream does not want to hear of, as `stream key`. */
  silenced(ids: readonly string[], keys: readonly string[]): Promise<ReadonlySet<string>>
  /** All or nothing; false when another process did it first. */
  fill(
    place: { readonly from: number; readonly to: number },
    events: ReadonlyMap<string, readonly MadeEvent[]>,
    at: Instant,
  ): Promise<boolean>
  /** Of an enabled stream the oldest; of every other what is about the stream itself. */
  waiting(id: string, limit: number): Promise<QueuedEvent[]>
  /** Which of the streams have something to give. */
  haveWaiting(ids: readonly string[]): Promise<string[]>
  /** They were taken: answers how many there were. `trouble`: what a receiver said of those that it can't take. */
  acknowledge(id: string, jtis: readonly string[], at: Instant, trouble?: string): Promise<number>
  /** Streams to push, nobody else's until then. */
  take(asked: {
    readonly holder: string
    readonly at: Instant
    readonly until: Instant
    readonly limit: number
  }): Promise<EventStream[]>
  /** What came of one try. False when the lease went to another meanwhile. */
  settle(id: string, holder: string, jti: string | null, outcome: Outcome, at: Instant): Promise<boolean>
  release(id: string, holder: string): Promise<void>
  /** Streams in which something waits since before then, or more than so many events. */
  overdue(before: Instant, most: number, limit: number): Promise<EventStream[]>
  /** Up to where everything stands in the streams; undefined when there is none. */
  position(): Promise<number | undefined>
}
