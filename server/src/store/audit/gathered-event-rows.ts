/**
 * What is counted by the hour: one row for each hour, kind, reason, route and who, added to by every process. What people
 * did outside of any organization is told to each of theirs. It holds counts, not events, and so it may be purged.
 */
import { setImmediate } from 'node:timers/promises'
import { sql, type Insertable, type RawBuilder } from 'kysely'
import { gatheredKey, together, type GatheredEvent, type GatheredKind } from '../../domain/gathered-event.ts'
import type { Instant } from '../../domain/instant.ts'
import { tokensOf } from '../api-tokens/api-token-columns.ts'
import type { Database } from '../engine.ts'
import { boundedPage, type Page, type Paged } from '../page.ts'
import type { Schema } from '../schema.ts'
import type { GatheredEventReads } from './gathered-events-store.ts'

const KEY = [
  ...(['hour', 'kind', 'reason', 'route', 'organization_id', 'user_id', 'api_token_id'] as const),
  'app_id',
] as const

/** Stays below the number of parameters that either engine takes in one statement. */
const ROWS_PER_STATEMENT = 500

const toGatheredEvent = (row: Schema['gathered_events']) =>
  ({
    kind: row.kind as GatheredKind,
    reason: row.reason,
    route: row.route,
    organizationId: row.organization_id || null,
    userId: row.user_id || null,
    apiTokenId: row.api_token_id || null,
    appId: row.app_id || null,
    hour: row.hour,
    times: row.times,
    firstAt: row.first_at,
    lastAt: row.last_at,
    address: row.address,
    userAgent: row.user_agent,
  }) satisfies GatheredEvent

/** Empty instead of null: of a key every part is there. */
const toRow = (event: GatheredEvent) =>
  ({
    hour: event.hour,
    kind: event.kind,
    reason: event.reason,
    route: event.route,
    organization_id: event.organizationId ?? '',
    user_id: event.userId ?? '',
    api_token_id: event.apiTokenId ?? '',
    app_id: event.appId ?? '',
    times: event.times,
    first_at: event.firstAt,
    last_at: event.lastAt,
    address: event.address,
    user_agent: event.userAgent,
  }) satisfies Insertable<Schema['gathered_events']>

export async function addGathered(tx: Database, events: readonly GatheredEvent[]): Promise<void> {
  const rows = merged(await toldToOrganizations(tx, events)).map(toRow)
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    if (from > 0) await setImmediate()
    await upsert(tx, rows.slice(from, from + ROWS_PER_STATEMENT))
  }
}

async function toldToOrganizations(tx: Database, events: readonly GatheredEvent[]): Promise<GatheredEvent[]> {
  const lost = events.flatMap(({ userId, organizationId }) =>
    organizationId === null && userId ? [userId] : [],
  )
  if (lost.length === 0) return [...events]
  const memberships = await tx
    .selectFrom('memberships')
    .select(['user_id', 'organization_id'])
    .where('user_id', 'in', [...new Set(lost)])
    .execute()
  const organizations = Map.groupBy(memberships, (row) => row.user_id)
  return events.flatMap((event) => {
    const own = event.organizationId === null && event.userId ? organizations.get(event.userId) : undefined
    return own?.map((row) => ({ ...event, organizationId: row.organization_id })) ?? [event]
  })
}

/** An upsert may meet a row only once in a statement; in one order in every process, so that none waits in a circle. */
function merged(events: readonly GatheredEvent[]): GatheredEvent[] {
  const byKey = new Map<string, GatheredEvent>()
  for (const event of events) {
    const key = gatheredKey(event)
    const known = byKey.get(key)
    byKey.set(key, known === undefined ? event : together(known, event))
  }
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, event]) => event)
}

async function upsert(tx: Database, rows: readonly Insertable<Schema['gathered_events']>[]): Promise<void> {
  const latest = (column: 'address' | 'user_agent' | 'last_at'): RawBuilder<never> =>
    sql`case when excluded.last_at >= gathered_events.last_at
      then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`gathered_events.${column}`)} end`
  await tx
    .insertInto('gathered_events')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(KEY).doUpdateSet({
        times: sql`gathered_events.times + excluded.times`,
        first_at: sql`case when excluded.first_at < gathered_events.first_at
          then excluded.first_at else gathered_events.first_at end`,
        address: latest('address'),
        user_agent: latest('user_agent'),
        last_at: latest('last_at'),
      }),
    )
    .execute()
}

export async function purgeGathered(tx: Database, before: Instant, limit: number): Promise<number> {
  const key = sql.join(KEY.map((column) => sql.ref(column)))
  const oldest: RawBuilder<boolean> = sql`(${key}) in (
    select ${key} from gathered_events where hour <= ${before} order by hour limit ${limit})`
  const { numDeletedRows } = await tx.deleteFrom('gathered_events').where(oldest).executeTakeFirst()
  return Number(numDeletedRows)
}

export const gatheredEventReads = (db: Database): GatheredEventReads => {
  const rows = allRows(db)
  return {
    listForApiToken: (owner, apiTokenId, kind, page) =>
      paged(
        rows
          .where('api_token_id', '=', apiTokenId)
          .where('kind', '=', kind)
          .where(({ exists }) =>
            exists(tokensOf(db, owner).select('api_tokens.id').where('api_tokens.id', '=', apiTokenId)),
          ),
        page,
      ),
    listForApp: ({ organizationId, appId }, kinds, page) =>
      paged(
        rows
          .where('app_id', '=', appId)
          .where('organization_id', '=', organizationId)
          .where('kind', 'in', kinds),
        page,
      ),
    listForOrganization: (organizationId, page) =>
      paged(rows.where('organization_id', '=', organizationId), page),
  }
}

async function paged(rows: ReturnType<typeof allRows>, page: Page): Promise<Paged<GatheredEvent>> {
  const items = await boundedPage(page, async ({ offset, limit }) => {
    const ordered = KEY.slice(1).reduce(
      (query, column) => query.orderBy(column),
      rows.orderBy('hour', 'desc'),
    )
    const found = await ordered.selectAll().offset(offset).limit(limit).execute()
    return found.map(toGatheredEvent)
  })
  const { total } = await rows.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { items, total }
}

const allRows = (db: Database) => db.selectFrom('gathered_events')
