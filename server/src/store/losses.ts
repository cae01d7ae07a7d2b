/**
 * What a change takes away from access tokens that are out already. It is gathered while the change runs and written as
 * its last statement: the row that gives out places is locked until the change has ended, so places are committed in their
 * order, and nothing else is waited for while it is.
 */
import { sql, type RawBuilder } from 'kysely'
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
  rightsLost(lost: Partial<LostRights>): void
}

type EndedPlace = { readonly place: number; readonly organizationId: string; readonly userId: string }

type Row = Omit<Schema['revocations'], 'position'>

/** Stays below the number of parameters that either engine takes in one statement. */
const ROWS_PER_STATEMENT = 500

export function gatherLosses() {
  const secretIds = new Set<string>()
  const apiTokenIds = new Set<string>()
  const places: EndedPlace[] = []
  const lostRights = new Map<string, LostRights>()
  const losses: Losses = {
    valuesEnded: (ids) => ids.forEach((id) => secretIds.add(id)),
    apiTokensEnded: (ids) => ids.forEach((id) => apiTokenIds.add(id)),
    placeEnded: (ended) => void places.push(ended),
    rightsLost: ({ organizationId = null, userId = null, serviceId = null }) => {
      const lost = { organizationId, userId, serviceId }
      lostRights.set(JSON.stringify(lost), lost)
    },
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
      for (const { organizationId, userId, serviceId } of lostRights.values())
        rows.push({
          ...{ status_list: null, status_index: null },
          ...{ organization_id: organizationId, user_id: userId, service_id: serviceId },
        })
      if (rows.length === 0) return false
      const first = await takePlaces(tx, rows.length, databaseNow)
      const placed = rows.map((row, index) => ({ position: first + index, ...row }))
      for (const some of parts(placed)) await tx.insertInto('revocations').values(some).execute()
      return true
    },
  }
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
  }
}

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
      sql<string | null>`null`.as('service_id'),
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
