/** What happened, added and read. There is no way to change an event, here or (by trigger) in the database. */
import { setImmediate } from 'node:timers/promises'
import type { Insertable } from 'kysely'
import type { AuditEvent, AuditEventName } from '../../domain/audit-event.ts'
import { tokensOf } from '../api-tokens/api-token-columns.ts'
import type { Database } from '../engine.ts'
import { boundedPage, type Page, type Paged } from '../page.ts'
import type { Schema } from '../schema.ts'
import type { AuditEventReads } from './audit-store.ts'

/** Stays below the number of parameters that either engine takes in one statement. */
const EVENTS_PER_STATEMENT = 500

/** Once told one by one, as an event; anybody who knew a value's id could fill a history with them. */
const REFUSED_EXCHANGE: AuditEventName = 'csp__refresh_token_exchange_failed'

const toAuditEvent = (row: Schema['audit_events']) =>
  ({
    id: row.id,
    at: row.at,
    name: row.name as AuditEventName,
    organizationId: row.organization_id,
    userId: row.user_id,
    sessionId: row.session_id,
    apiTokenId: row.api_token_id,
    target:
      row.target_type === null || row.target_id === null
        ? null
        : { type: row.target_type, id: row.target_id },
    origin:
      row.request_id === null || row.address === null || row.user_agent === null
        ? null
        : { requestId: row.request_id, address: row.address, userAgent: row.user_agent },
    details: JSON.parse(row.details) as AuditEvent['details'],
  }) satisfies AuditEvent

const toRow = (event: AuditEvent) =>
  ({
    id: event.id,
    at: event.at,
    name: event.name,
    organization_id: event.organizationId,
    user_id: event.userId,
    session_id: event.sessionId,
    api_token_id: event.apiTokenId,
    target_type: event.target?.type ?? null,
    target_id: event.target?.id ?? null,
    request_id: event.origin?.requestId ?? null,
    address: event.origin?.address ?? null,
    user_agent: event.origin?.userAgent ?? null,
    details: JSON.stringify(event.details),
  }) satisfies Insertable<Schema['audit_events']>

export async function addEvents(tx: Database, events: readonly AuditEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += EVENTS_PER_STATEMENT) {
    if (from > 0) await setImmediate()
    const rows = events.slice(from, from + EVENTS_PER_STATEMENT).map(toRow)
    await tx.insertInto('audit_events').values(rows).execute()
  }
}

export const auditEventReads = (db: Database): AuditEventReads => ({
  listForApiToken: (owner, apiTokenId, page) =>
    paged(
      allEvents(db)
        .where('name', '<>', REFUSED_EXCHANGE)
        .where((where) =>
          where.and([
            where.exists(tokensOf(db, owner).select('api_tokens.id').where('api_tokens.id', '=', apiTokenId)),
            where.or([where('target_id', '=', apiTokenId), where('api_token_id', '=', apiTokenId)]),
          ]),
        ),
      page,
    ),
  listForOrganization: (organizationId, page) =>
    paged(allEvents(db).where('organization_id', '=', organizationId), page),
})

const allEvents = (db: Database) => db.selectFrom('audit_events')

async function paged(events: ReturnType<typeof allEvents>, page: Page): Promise<Paged<AuditEvent>> {
  const items = await boundedPage(page, async ({ offset, limit }) => {
    const rows = await events
      .selectAll()
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .offset(offset)
      .limit(limit)
      .execute()
    return rows.map(toAuditEvent)
  })
  const { total } = await events
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { items, total }
}
