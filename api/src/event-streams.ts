/** Streams of security events, as the organization whose events they tell looks after them. */
import Type, { type Static } from 'typebox'
import { Instant, Nullable, Strict } from './text.ts'

export const EventStream = Type.Object({
  id: Type.String(),
  receiver: Type.Object({
    kind: Type.Union([Type.Literal('app'), Type.Literal('service')], {
      description: 'An OAuth app that is a machine, or a service',
    }),
    id: Type.String(),
    name: Type.String(),
  }),
  delivery: Type.Union([Type.Literal('push'), Type.Literal('poll')], {
    description: 'We send events, or the receiver takes them',
  }),
  endpointUrl: Nullable(
    Type.String({ description: 'Where events are pushed to, without its query. Null when they are polled' }),
  ),
  events: Type.Array(Type.String(), { description: 'The URIs of the events that it tells' }),
  description: Nullable(Type.String()),
  state: Type.Union([Type.Literal('enabled'), Type.Literal('paused'), Type.Literal('disabled')], {
    description: 'Whether events are given, wait, or are not even kept',
  }),
  stateBy: Type.Union([Type.Literal('receiver'), Type.Literal('organization'), Type.Literal('transmitter')], {
    description:
      'Who put it into that state. What the organization stopped, the receiver can’t start; transmitter is Countersign itself',
  }),
  reason: Nullable(Type.String()),
  createdAt: Instant('When the receiver made it'),
  waiting: Type.Integer({ description: 'Events that nobody has taken yet' }),
  lastDeliveredAt: Nullable(Instant('When an event was taken last')),
  failingSince: Nullable(Instant('Since when nothing could be pushed')),
  trouble: Nullable(
    Type.Object({
      said: Type.String({ description: 'What went wrong last' }),
      at: Instant('When that was'),
    }),
  ),
})
export type EventStream = Static<typeof EventStream>

export const EventStreamPage = Type.Object({ items: Type.Array(EventStream), total: Type.Integer() })
export type EventStreamPage = Static<typeof EventStreamPage>

export const SetEventStreamState = Strict({
  state: Type.Union([Type.Literal('enabled'), Type.Literal('paused')], {
    description: 'paused keeps events until it is enabled again',
  }),
})
export type SetEventStreamState = Static<typeof SetEventStreamState>
