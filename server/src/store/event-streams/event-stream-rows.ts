/** Streams of security events as rows. */
import { sql } from 'kysely'
import type {
  DeliveryMethod,
  EventStream,
  Receiver,
  StateBy,
  StreamState,
} from '../../domain/event-streams/event-stream.ts'
import type { Database } from '../engine.ts'
import { boundedPage } from '../page.ts'
import type { Schema } from '../schema.ts'
import type { EventStreamChanges, EventStreamReads, MadeEvent, StreamOwner } from './event-streams-store.ts'

export const toEventStream = (row: Schema['event_streams']): EventStream => ({
  id: row.id,
  receiver: {
    organizationId: row.organization_id,
    kind: row.service_id === null ? 'app' : 'service',
    id: row.service_id ?? row.app_id!,
  },
  delivery: {
    method: row.method as DeliveryMethod,
    endpointUrl: row.endpoint_url,
    sealedAuthorization: row.sealed_authorization,
  },
  eventsRequested: toEventsRequested(row.events_requested),
  description: row.description,
  state: row.state as StreamState,
  reason: row.reason,
  stateBy: row.state_by as StateBy,
  createdAt: row.created_at,
  waiting: row.waiting,
  lastDeliveredAt: row.last_delivered_at,
  trouble: row.said === null || row.said_at === null ? null : { said: row.said, at: row.said_at },
  failingSince: row.failing_since,
  failures: row.failures,
})

export const toEventsRequested = (text: string | null): readonly string[] | null =>
  text === null ? null : (JSON.parse(text) as string[])

const columnsOf = ({ organizationId, kind, id }: Receiver) => ({
  organization_id: organizationId,
  app_id: kind === 'app' ? id : null,
  service_id: kind === 'service' ? id : null,
})

const ofOwner = (db: Database, owner: StreamOwner) =>
  db
    .selectFrom('event_streams')
    .selectAll('event_streams')
    .where('event_streams.organization_id', '=', owner.organizationId)
    .$if('kind' in owner, (streams) => {
      const { kind, id } = owner as Receiver
      return streams.where(kind === 'app' ? 'event_streams.app_id' : 'event_streams.service_id', '=', id)
    })

export const eventStreamReads = (db: Database): EventStreamReads => ({
  receiverOfService: async (id) => {
    const row = await db
      .selectFrom('services')
      .select('organization_id')
      .where('id', '=', id)
      .executeTakeFirst()
    return row && { organizationId: row.organization_id, kind: 'service', id }
  },
  find: async (owner, id) => {
    const row = await ofOwner(db, owner).where('event_streams.id', '=', id).executeTakeFirst()
    return row && toEventStream(row)
  },
  listOf: async (receiver) => {
    const rows = await ofOwner(db, receiver).orderBy('created_at').orderBy('id').execute()
    return rows.map(toEventStream)
  },
  list: async (organizationId, page) => {
    const { total } = await db
      .selectFrom('event_streams')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('organization_id', '=', organizationId)
      .executeTakeFirstOrThrow()
    const items = await boundedPage(page, async ({ offset, limit }) => {
      const rows = await ofOwner(db, { organizationId })
        .leftJoin('oauth_apps', 'oauth_apps.id', 'event_streams.app_id')
        .leftJoin('services', 'services.id', 'event_streams.service_id')
        .select(sql<string>`coalesce(oauth_apps.name, services.display_name)`.as('receiver_name'))
        .orderBy('receiver_name')
        .orderBy('event_streams.created_at')
        .orderBy('event_streams.id')
        .offset(offset)
        .limit(limit)
        .execute()
      return rows.map((row) => ({ stream: toEventStream(row), receiverName: row.receiver_name }))
    })
    return { items, total: Number(total) }
  },
  countSilenced: async (id) => {
    const { total } = await db
      .selectFrom('event_stream_silenced')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('stream_id', '=', id)
      .executeTakeFirstOrThrow()
    return Number(total)
  },
})

export const eventStreamChanges = (tx: Database): EventStreamChanges => ({
  ...eventStreamReads(tx),
  lockReceiver: async ({ organizationId, kind, id }) => {
    const { numUpdatedRows } =
      kind === 'app'
        ? await tx
            .updateTable('oauth_app_organizations')
            .set('app_id', id)
            .where('organization_id', '=', organizationId)
            .where('app_id', '=', id)
            .executeTakeFirst()
        : await tx.updateTable('services').set('id', id).where('id', '=', id).executeTakeFirst()
    return numUpdatedRows === 1n
  },
  insert: async ({ id, receiver, delivery, eventsRequested, description, createdAt }) => {
    await tx
      .insertInto('event_streams')
      .values({
        ...{ id, description, state: 'enabled', reason: null, state_by: 'receiver', created_at: createdAt },
        ...columnsOf(receiver),
        ...configurationColumns({ delivery, eventsRequested }),
        since: sql<number>`(select position from revocation_position)`,
        ...{ last_number: 0, waiting: 0, failures: 0, next_try_at: createdAt },
      })
      .execute()
  },
  configure: async (id, { description, ...configuration }, at) => {
    await tx
      .updateTable('event_streams')
      .set({ description, ...configurationColumns(configuration), ...TRIED_AGAIN, next_try_at: at })
      .where('id', '=', id)
      .execute()
  },
  setState: async (id, { state, reason, by, at }) => {
    const { numUpdatedRows } = await tx
      .updateTable('event_streams')
      .set({
        ...{ state, reason, state_by: by },
        ...(state === 'enabled' && { ...TRIED_AGAIN, next_try_at: at }),
        // What happens while nobody wants to hear of it is told to nobody later.
        ...(state === 'disabled' && { waiting: 0 }),
      })
      .where('id', '=', id)
      // What the organization stopped, and does not look at, is not started again by a receiver that asked a moment before.
      .$if(by !== 'organization', (stream) =>
        stream.where((where) =>
          where.or([where('state', '=', 'enabled'), where('state_by', '!=', 'organization')]),
        ),
      )
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    if (state === 'disabled') await tx.deleteFrom('event_stream_events').where('stream_id', '=', id).execute()
    return true
  },
  remove: async (id) => {
    const { numDeletedRows } = await tx.deleteFrom('event_streams').where('id', '=', id).executeTakeFirst()
    return numDeletedRows === 1n
  },
  takeVerification: async (id, at, since) => {
    const { numUpdatedRows } = await tx
      .updateTable('event_streams')
      .set({ verified_at: at })
      .where('id', '=', id)
      .where((where) => where.or([where('verified_at', 'is', null), where('verified_at', '<=', since)]))
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  put: async (id, event, { at, isAboutStream }) => {
    await putEvents(tx, id, [event], { at, isAboutStream: isAboutStream === true })
  },
  silence: async (id, subject) => {
    await tx
      .insertInto('event_stream_silenced')
      .values({ stream_id: id, subject })
      .onConflict((conflict) => conflict.columns(['stream_id', 'subject']).doNothing())
      .execute()
  },
  unsilence: async (id, subject) => {
    await tx
      .deleteFrom('event_stream_silenced')
      .where('stream_id', '=', id)
      .where('subject', '=', subject)
      .execute()
  },
})

const TRIED_AGAIN = { failures: 0, failing_since: null, said: null, said_at: null } as const

const configurationColumns = ({
  delivery,
  eventsRequested,
}: Pick<EventStream, 'delivery' | 'eventsRequested'>) => ({
  method: delivery.method,
  endpoint_url: delivery.endpointUrl,
  sealed_authorization: delivery.sealedAuthorization,
  events_requested: eventsRequested === null ? null : JSON.stringify(eventsRequested),
})

const EVENTS_PER_STATEMENT = 100

/** In the order of their numbers, which are given while the stream's row is locked: so no number is seen before a lower one. */
export async function putEvents(
  tx: Database,
  id: string,
  events: readonly MadeEvent[],
  { at, isAboutStream = false }: { readonly at: number; readonly isAboutStream?: boolean },
): Promise<void> {
  const row = await tx
    .updateTable('event_streams')
    .set((now) => ({
      last_number: now('last_number', '+', events.length),
      waiting: now('waiting', '+', events.length),
    }))
    .where('id', '=', id)
    .$if(!isAboutStream, (stream) => stream.where('state', '!=', 'disabled'))
    .returning('last_number')
    .executeTakeFirst()
  if (row === undefined) return
  const first = Number(row.last_number) - events.length + 1
  const rows = events.map(({ jti, event }, index) => ({
    ...{ stream_id: id, number: first + index, jti, event: JSON.stringify(event), created_at: at },
    is_about_stream: isAboutStream ? 1 : 0,
  }))
  for (let from = 0; from < rows.length; from += EVENTS_PER_STATEMENT)
    await tx
      .insertInto('event_stream_events')
      .values(rows.slice(from, from + EVENTS_PER_STATEMENT))
      .execute()
}
