/**
 * What happened, in the order in which it was committed, and which streams have to be told: those of the organization it
 * happened in, and those of services that the organization has. Who is in several organizations is told of in each.
 */
import { sql } from 'kysely'
import { FACTS, type Fact, type FactKind, type Initiator } from '../../domain/event-streams/security-event.ts'
import type { Database } from '../engine.ts'
import { toEventsRequested } from './event-stream-rows.ts'
import type { ToldFact, ToldStream } from './event-streams-store.ts'

export async function factsAfter(db: Database, position: number, limit: number): Promise<ToldFact[]> {
  const facts = await read(db, position, limit)
  if (facts.length === 0) return []
  const listening = await Promise.all([
    ofOrganizations(db, distinct(facts.map(({ organizationId }) => organizationId))),
    ofServices(db, distinct(facts.map(({ serviceId }) => serviceId))),
    ofPeople(db, distinct(facts.flatMap((fact) => (fact.organizationId === null ? fact.userId : null)))),
  ])
  const [byOrganization, byService, byPerson] = listening
  return facts.map((fact) => ({ fact, streams: streamsFor(fact, { byOrganization, byService, byPerson }) }))
}

type Listening = ReadonlyMap<string, readonly ToldStream[]>

function streamsFor(
  { position, organizationId, serviceId, userId }: Fact,
  by: { readonly byOrganization: Listening; readonly byService: Listening; readonly byPerson: Listening },
): ToldStream[] {
  const ofService = serviceId === null ? undefined : (by.byService.get(serviceId) ?? [])
  const ofOrganization = organizationId === null ? undefined : (by.byOrganization.get(organizationId) ?? [])
  const those =
    ofService === undefined
      ? (ofOrganization ?? (userId === null ? [] : (by.byPerson.get(userId) ?? [])))
      : ofService.filter(
          (stream) => stream.isService || ofOrganization === undefined || isAmong(stream, ofOrganization),
        )
  return [...new Map(those.map((stream) => [stream.id, stream])).values()].filter(
    ({ since }) => since < position,
  )
}

const isAmong = ({ id }: ToldStream, streams: readonly ToldStream[]): boolean =>
  streams.some((stream) => stream.id === id)

const distinct = (all: readonly (string | null)[]): string[] => [
  ...new Set(all.filter((one) => one !== null)),
]

async function read(db: Database, position: number, limit: number): Promise<Fact[]> {
  const rows = await db
    .selectFrom('revocations')
    .leftJoin('users', 'users.id', 'revocations.user_id')
    .leftJoin('api_token_secrets', (join) =>
      join
        .onRef('api_token_secrets.status_list', '=', 'revocations.status_list')
        .onRef('api_token_secrets.status_index', '=', 'revocations.status_index'),
    )
    .leftJoin('api_tokens', 'api_tokens.id', 'api_token_secrets.api_token_id')
    .selectAll('revocations')
    .select([
      'users.domain',
      'api_tokens.id as api_token_id',
      'api_token_secrets.id as value_id',
      'api_tokens.revoked_at as token_revoked_at',
    ])
    .where('revocations.position', '>', position)
    .orderBy('revocations.position')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    position: row.position,
    organizationId: row.organization_id,
    userId: row.user_id,
    domain: row.domain,
    serviceId: row.service_id,
    sessionId: row.session_id,
    kind: isFact(row.fact) ? row.fact : null,
    initiator: row.initiated_by as Initiator | null,
    credential:
      row.api_token_id === null || row.value_id === null
        ? null
        : {
            ...{ apiTokenId: row.api_token_id, valueId: row.value_id },
            isReplaced: row.token_revoked_at === null,
          },
  }))
}

const isFact = (name: string | null): name is FactKind => FACTS.some((fact) => fact === name)

/** A stream, and what it was found by. */
type Found = {
  readonly by: string
  readonly id: string
  readonly service_id: string | null
  readonly events_requested: string | null
  readonly since: number
}

const COLUMNS = ['event_streams.id', 'event_streams.service_id', 'events_requested', 'since'] as const

const live = (db: Database) => db.selectFrom('event_streams').where('event_streams.state', '!=', 'disabled')

/** Apps of the organization, and services that it has. */
async function ofOrganizations(db: Database, ids: readonly string[]): Promise<Listening> {
  if (ids.length === 0) return new Map()
  const apps = await live(db)
    .select([...COLUMNS, 'event_streams.organization_id as by'])
    .where('event_streams.app_id', 'is not', null)
    .where('event_streams.organization_id', 'in', ids)
    .execute()
  const services = await live(db)
    .innerJoin('service_organizations', 'service_organizations.service_id', 'event_streams.service_id')
    .select([...COLUMNS, 'service_organizations.organization_id as by'])
    .where('service_organizations.organization_id', 'in', ids)
    .execute()
  return byWhom([...apps, ...services])
}

/** The service itself, and apps of organizations that have it. */
async function ofServices(db: Database, ids: readonly string[]): Promise<Listening> {
  if (ids.length === 0) return new Map()
  const services = await live(db)
    .select([...COLUMNS, sql<string>`event_streams.service_id`.as('by')])
    .where('event_streams.service_id', 'in', ids)
    .execute()
  const apps = await live(db)
    .innerJoin(
      'service_organizations',
      'service_organizations.organization_id',
      'event_streams.organization_id',
    )
    .select([...COLUMNS, 'service_organizations.service_id as by'])
    .where('event_streams.app_id', 'is not', null)
    .where('service_organizations.service_id', 'in', ids)
    .execute()
  return byWhom([...services, ...apps])
}

/** Apps of organizations that the person is in, and services that those have. */
async function ofPeople(db: Database, ids: readonly string[]): Promise<Listening> {
  if (ids.length === 0) return new Map()
  const apps = await live(db)
    .innerJoin('memberships', 'memberships.organization_id', 'event_streams.organization_id')
    .select([...COLUMNS, 'memberships.user_id as by'])
    .where('event_streams.app_id', 'is not', null)
    .where('memberships.user_id', 'in', ids)
    .execute()
  const services = await live(db)
    .innerJoin('service_organizations', 'service_organizations.service_id', 'event_streams.service_id')
    .innerJoin('memberships', 'memberships.organization_id', 'service_organizations.organization_id')
    .select([...COLUMNS, 'memberships.user_id as by'])
    .where('memberships.user_id', 'in', ids)
    .execute()
  return byWhom([...apps, ...services])
}

function byWhom(found: readonly Found[]): Listening {
  const streams = new Map<string, ToldStream[]>()
  for (const row of found) {
    const stream: ToldStream = {
      ...{ id: row.id, isService: row.service_id !== null, since: row.since },
      eventsRequested: toEventsRequested(row.events_requested),
    }
    streams.set(row.by, [...(streams.get(row.by) ?? []), stream])
  }
  return streams
}
