/** Streams of security events of an organization. Their receivers make them, by the endpoints of the Shared Signals Framework. */
import { endpoint } from '../endpoint.ts'
import { EventStream, EventStreamPage, SetEventStreamState } from '../event-streams.ts'
import { Strict, Uuid } from '../text.ts'
import { inOrganization, ORGANIZATION, PAGE } from './shared.ts'

const STREAMS = `${ORGANIZATION}/event-streams` as const
const STREAM = `${STREAMS}/:streamId` as const
const ofStream = Strict({ organizationId: Uuid('The organization'), streamId: Uuid('The stream') })

export const listEventStreams = endpoint({
  method: 'GET',
  path: STREAMS,
  summary: 'The streams of security events that an organization’s apps and services receive',
  params: inOrganization,
  query: PAGE,
  answer: EventStreamPage,
})
export const setEventStreamState = endpoint({
  method: 'PUT',
  path: `${STREAM}/state`,
  summary: 'Pause a stream of security events, or start it again. Its receiver is told',
  params: ofStream,
  body: SetEventStreamState,
  answer: EventStream,
})
export const verifyEventStream = endpoint({
  method: 'POST',
  path: `${STREAM}/verification`,
  summary: 'Send an event that says nothing, to see whether it arrives',
  params: ofStream,
  status: 204,
})
export const removeEventStream = endpoint({
  method: 'DELETE',
  path: STREAM,
  summary: 'Remove a stream of security events, with what waits in it',
  params: ofStream,
  status: 204,
})
