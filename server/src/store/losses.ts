/**
 * What a change takes away from access tokens that are out already. It is gathered while the change runs and written as
 * its last statement: the row that gives out places is locked until the change has ended, so places are committed in their
 * order, and nothing else is waited for while it is.
 */
import { sql, type RawBuilder } from 'kysely'
import type { FactKind, Initiator } from '../domain/event-streams/security-event.ts'
import { statusIndexOf } from '../domain/status-list.ts'
import type { Database } from './engine.ts'
import type { Schema } from './schema.ts'

/** Access tokens of all whom it fits, made before, don't say any more what their person may. Null is everybody, or everything. */
export type LostRights = {
  readonly organizationId: string | null
  readonly userId: string | null
  readonly serviceId: string | null
}

/** The place of the last loss that is in what the surrounding query reads. */
export const LAST_LOSS = sql<number>`(select position from revocation_position)`

export type Losses = {
  /** Values of API tokens, by their ids, that work no more. */
  valuesEnded(secretIds: readonly string[]): void
  /** API tokens with the values that they had until now. */
  apiTokensEnded(apiTokenIds: readonly string[]): void
  /** What an OAuth app proved or was let in with, in an organization that has it. */
  placeEnded(ended: EndedPlace): void
  rightsLost(lost: Partial<LostRights>, fact?: FactKind): void
  /** What takes nothing from access tokens, and which only streams of security events tell; kept while there is one. */
  happened(fact: FactKind, about: Partial<LostRights> & { readonly sessionId?: string }): void
  /** Who the change was by; null when nobody asked for it. */
  begunBy(userId: string | null): void
}

type EndedPlace = { readonly place: number; readonly organizationId: string; readonly userId: string }

type Row = Omit<Schema['revocations'], 'position' | 'initiated_by'>

/** Stays below the number of parameters that either engine takes in one statement. */
const ROWS_PER_STATEMENT = 500

export function gatherLosses() {
  const secretIds = new Set<string>()
  const apiTokenIds = new Set<string>()
  const places: EndedPlace[] = []
  const lostRights = new Map<string, Row>()
  const facts = new Map<string, Row>()
  let by: string | null = null
  const losses: Losses = {
    valuesEnded: (ids) => ids.forEach((id) => secretIds.add(id)),
    apiTokensEnded: (ids) => ids.forEach((id) => apiTokenIds.add(id)),
    placeEnded: (ended) => void places.push(ended),
    rightsLost: (lost, fact) => {
      const row = rowOf(lost, fact)
      lostRights.set(JSON.stringify(row), row)
    },
    happened: (fact, about) => {
      const row = rowOf(about, fact)
      facts.set(JSON.stringify(row), row)
    },
    begunBy: (userId) => (by = userId),
  }
  return {
    losses,
    /** True when there was something to write. */
    async write(tx: Database, databaseNow: RawBuilder<number>): Promise<boolean> {
      const rows: Row[] = []
      for (const ids of parts([...secretIds])) rows.push(...(await endedOf(tx, 'api_token_secrets.id', ids)))
      for (const ids of parts([...apiTokenIds]))
        rows.push(...(await endedOf(tx, 'api_token_secrets.api_token_id', ids)))
      rows.push(...places.map(placeRow))
      rows.push(...lostRights.values())
      if (facts.size > 0 && (await isAnybodyTold(tx))) rows.push(...facts.values())
      if (rows.length === 0) return false
      const first = await takePlaces(tx, rows.length, databaseNow)
      const placed = rows.map((row, index) => ({
        position: first + index,
        ...row,
        initiated_by: initiatorOf(row, by),
      }))
      for (const some of parts(placed)) await tx.insertInto('revocations').values(some).execute()
      return true
    },
  }
}

const rowOf = (
  {
    organizationId = null,
    userId = null,
    serviceId = null,
    sessionId = null,
  }: Partial<LostRights> & { readonly sessionId?: string | null },
  fact: FactKind | null = null,
): Row => ({
  ...{ status_list: null, status_index: null, fact, session_id: sessionId },
  ...{ organization_id: organizationId, user_id: userId, service_id: serviceId },
})

async function isAnybodyTold(tx: Database): Promise<boolean> {
  const stream = await tx.selectFrom('event_streams').select('id').limit(1).executeTakeFirst()
  return stream !== undefined
}

function initiatorOf({ user_id }: Row, by: string | null): Initiator {
  if (by === null) return 'system'
  return by === user_id ? 'user' : 'admin'
}

function* parts<Each>(all: readonly Each[]): Generator<readonly Each[]> {
  for (let from = 0; from < all.length; from += ROWS_PER_STATEMENT)
    yield all.slice(from, from + ROWS_PER_STATEMENT)
}

function placeRow({ place, organizationId, userId }: EndedPlace): Row {
  const { list, index } = statusIndexOf(place)
  return {
    ...{ status_list: list, status_index: index },
    ...{ organization_id: organizationId, user_id: userId, service_id: null },
    ...{ fact: null, session_id: null },
  }
}

const NOTHING_MORE = (['service_id', 'fact', 'session_id'] as const).map((name) => sql<null>`null`.as(name))

const endedOf = (
  tx: Database,
  column: 'api_token_secrets.id' | 'api_token_secrets.api_token_id',
  ids: readonly string[],
): Promise<Row[]> =>
  tx
    .selectFrom('api_token_secrets')
    .innerJoin('api_tokens', 'api_tokens.id', 'api_token_secrets.api_token_id')
    .select([
      'api_token_secrets.status_list',
      'api_token_secrets.status_index',
      'api_tokens.organization_id',
      'api_tokens.user_id',
      ...NOTHING_MORE,
    ])
    .where(column, 'in', ids)
    // Of an API token: what ended before was told then.
    .$if(column === 'api_token_secrets.api_token_id', (values) =>
      values.where('api_token_secrets.revoked_at', 'is', null),
    )
    .execute()

/**
 * A place is a moment in milliseconds by the database's clock, or one more than the last: so it never goes back, not even
 * when an older backup is restored, and does not tell how much is revoked in the whole installation.
 */
async function takePlaces(tx: Database, count: number, databaseNow: RawBuilder<number>): Promise<number> {
  const { position } = await tx
    .updateTable('revocation_position')
    .set({
      position: sql<number>`case when position >= ${databaseNow} then position else ${databaseNow} end + ${sql.lit(count)}`,
    })
    .where('id', '=', 1)
    .returning('position')
    .executeTakeFirstOrThrow()
  return Number(position) - count + 1
}
