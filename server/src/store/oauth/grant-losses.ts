/** Grants that are over, told by their places in status lists; of more than a few, in one word whom it may concern. */
import type { ExpressionBuilder } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'

/** Of more than these everybody whom it may concern fetches an access token anew. */
export const TOLD_ONE_BY_ONE = 200

/** Those in an organization, of a person, an app, or both. */
export type SomeGrants = {
  readonly organizationId: string
  readonly userId?: string | undefined
  readonly appId?: string | undefined
  readonly at: Instant
}

const areInForce =
  ({ organizationId, userId, appId, at }: SomeGrants) =>
  (where: ExpressionBuilder<Schema, 'oauth_grants'>) =>
    where.and([
      where('oauth_grants.organization_id', '=', organizationId),
      ...(userId === undefined ? [] : [where('oauth_grants.user_id', '=', userId)]),
      ...(appId === undefined ? [] : [where('oauth_grants.app_id', '=', appId)]),
      where('oauth_grants.revoked_at', 'is', null),
      where('oauth_grants.expires_at', '>', at),
    ])

export const grantsInForce = (tx: Database, some: SomeGrants) =>
  tx.selectFrom('oauth_grants').where(areInForce(some))

const whose = ({ organizationId, userId }: SomeGrants) => ({
  organizationId,
  ...(userId !== undefined && { userId }),
})

/** Answers how many were in force. */
export async function revokeGrants(tx: Database, losses: Losses, some: SomeGrants): Promise<number> {
  const grants = tx.updateTable('oauth_grants').set({ revoked_at: some.at }).where(areInForce(some))
  const first = await grantsInForce(tx, some)
    .select('id')
    .limit(TOLD_ONE_BY_ONE + 1)
    .execute()
  if (first.length > TOLD_ONE_BY_ONE) {
    losses.rightsLost(whose(some))
    return Number((await grants.executeTakeFirst()).numUpdatedRows)
  }
  const revoked = await grants.returning(['user_id', 'status_place']).execute()
  for (const { user_id: userId, status_place: place } of revoked)
    losses.placeEnded({ place, organizationId: some.organizationId, userId })
  return revoked.length
}

/** Before they are deleted. */
export async function grantsGo(tx: Database, losses: Losses, some: SomeGrants): Promise<void> {
  const grants = await grantsInForce(tx, some)
    .select(['user_id', 'status_place'])
    .limit(TOLD_ONE_BY_ONE + 1)
    .execute()
  if (grants.length > TOLD_ONE_BY_ONE) return losses.rightsLost(whose(some))
  for (const { user_id: userId, status_place: place } of grants)
    losses.placeEnded({ place, organizationId: some.organizationId, userId })
}
