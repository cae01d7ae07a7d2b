/**
 * Which API tokens were made by which: from one upward, or all that descend from some. Rows are read from those that can
 * still be used upward, never from a maker downward: what one has made in its life may be more than anybody may read.
 */
import { sql } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import { tokensOf } from './api-token-columns.ts'
import type { ApiTokenChanges, MadeApiToken, PersonalOwner } from './api-tokens-store.ts'

/** Changes nothing, and takes the lock that both engines know. */
export async function takeTurn(tx: Database, { organizationId, userId }: PersonalOwner): Promise<void> {
  await tx
    .updateTable('memberships')
    .set((membership) => ({ created_at: membership.ref('created_at') }))
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute()
}

export async function revokeMade(
  tx: Database,
  owner: PersonalOwner,
  makerIds: readonly string[],
  part: { afterId: string; limit: number; at: Instant },
  losses: Losses,
): ReturnType<ApiTokenChanges['revokeMade']> {
  await takeTurn(tx, owner)
  const candidates = await tokensOf(tx, owner)
    .select('id')
    .where('revoked_at', 'is', null)
    .where('parent_id', 'is not', null)
    .where('id', '>', part.afterId)
    .orderBy('id')
    .limit(part.limit)
    .execute()
  const lastId = candidates.length < part.limit ? undefined : candidates.at(-1)?.id
  if (candidates.length === 0) return { revoked: [], lastId }
  const makers = await makersOf(
    tx,
    candidates.map(({ id }) => id),
    makerIds,
  )
  const revoked = await revokeThose(tx, makers, part.at)
  losses.apiTokensEnded(revoked.map(({ id }) => id))
  return { revoked, lastId }
}

export const lineOf: OnDatabase<'lineOf'> = async (tx, owner, id) => {
  const rows = await tx
    .withRecursive('line', (db) =>
      tokensOf(tx, owner)
        .select(['id', 'parent_id'])
        .where('id', '=', id)
        .union(
          db
            .selectFrom('api_tokens')
            .innerJoin('line', 'line.parent_id', 'api_tokens.id')
            .select(['api_tokens.id', 'api_tokens.parent_id']),
        ),
    )
    .selectFrom('line')
    .select('id')
    .execute()
  return rows.map((row) => row.id)
}

type OnDatabase<Method extends keyof ApiTokenChanges> = (
  tx: Database,
  ...given: Parameters<ApiTokenChanges[Method]>
) => ReturnType<ApiTokenChanges[Method]>

/** Of those, which descend from one of the makers, and from which. */
async function makersOf(
  tx: Database,
  ids: readonly string[],
  makerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .withRecursive('line', (db) =>
      db
        .selectFrom('api_tokens')
        .select(['id', 'parent_id as maker_id'])
        .where('id', 'in', ids)
        .union(
          db
            .selectFrom('api_tokens')
            .innerJoin('line', 'line.maker_id', 'api_tokens.id')
            .select(['line.id', 'api_tokens.parent_id as maker_id']),
        ),
    )
    .selectFrom('line')
    .select(['id', sql<string>`maker_id`.as('maker_id')])
    .where('maker_id', 'in', makerIds)
    .execute()
  return new Map(rows.map((row) => [row.id, row.maker_id]))
}

async function revokeThose(
  tx: Database,
  makers: ReadonlyMap<string, string>,
  at: Instant,
): Promise<MadeApiToken[]> {
  if (makers.size === 0) return []
  const rows = await tx
    .updateTable('api_tokens')
    .set({ revoked_at: at })
    .where('id', 'in', [...makers.keys()])
    .where('revoked_at', 'is', null)
    .returning(['id', 'name'])
    .execute()
  return rows.map(({ id, name }) => ({ id, name, makerId: makers.get(id)! }))
}
