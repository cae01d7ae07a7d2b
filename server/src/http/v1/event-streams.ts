/** Streams of security events, for those who look after them in the organization. */
import { endpoints, type EventStream as Shown } from '@countersign/api'
import {
  listStreams,
  removeOrganizationStream,
  setStreamState,
  verifyOrganizationStream,
} from '../../actions/event-streams/organization-streams.ts'
import { POLL, type EventStream } from '../../domain/event-streams/event-stream.ts'
import { eventsDelivered } from '../../domain/event-streams/event-types.ts'
import { toRfc3339, toRfc3339OrNull } from '../../domain/instant.ts'
import { route } from '../route.ts'

type Listed = { readonly stream: EventStream; readonly receiverName: string }

const present = ({ stream, receiverName }: Listed): Shown => ({
  id: stream.id,
  receiver: { kind: stream.receiver.kind, id: stream.receiver.id, name: receiverName },
  delivery: stream.delivery.method === POLL ? 'poll' : 'push',
  // Some receivers put what lets us in into the query.
  endpointUrl: stream.delivery.endpointUrl?.split('?', 1)[0] ?? null,
  events: [...eventsDelivered(stream.eventsRequested)],
  ...{ description: stream.description, state: stream.state, stateBy: stream.stateBy, reason: stream.reason },
  createdAt: toRfc3339(stream.createdAt),
  waiting: stream.waiting,
  lastDeliveredAt: toRfc3339OrNull(stream.lastDeliveredAt),
  failingSince: toRfc3339OrNull(stream.failingSince),
  trouble: stream.trouble && { said: stream.trouble.said, at: toRfc3339(stream.trouble.at) },
})

export const eventStreamRoutes = [
  route(endpoints.listEventStreams, 'member', async ({ needs, caller, query }) => {
    const { items, total } = await listStreams(needs, caller, query)
    return { items: items.map(present), total }
  }),
  route(endpoints.setEventStreamState, 'recentMember', async ({ needs, caller, params, body }) =>
    present(await setStreamState(needs, caller, params.streamId, body.state)),
  ),
  route(endpoints.verifyEventStream, 'member', ({ needs, caller, params }) =>
    verifyOrganizationStream(needs, caller, params.streamId),
  ),
  route(endpoints.removeEventStream, 'recentMember', ({ needs, caller, params }) =>
    removeOrganizationStream(needs, caller, params.streamId),
  ),
]
