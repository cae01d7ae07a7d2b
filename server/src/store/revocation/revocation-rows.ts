/** The rows that losses wrote, and the state of credentials as it follows from what is in the database, kept nowhere twice. */
import { sql, type SqlBool } from 'kysely'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'
import { newestOAuthList } from '../status-places.ts'
import { endedCredentials } from './ended-credentials.ts'
import { endedValues } from './ended-values.ts'
import type { Revocation, RevocationReads } from './revocation-store.ts'

type Row = Schema['revocations'] & { readonly domain: string | null }

const toRevocation = (row: Row): Revocation => {
  const { position, organization_id: organizationId } = row
  if (row.status_list !== null && row.status_index !== null)
    return {
      ...{ position, organizationId, kind: 'ended' },
      status: { list: row.status_list, index: row.status_index },
    }
  const lost = { organizationId, userId: row.user_id, serviceId: row.service_id, domain: row.domain }
  return { position, organizationId, kind: 'lost', lost }
}

/** Whoever may act again, was signed out or has a new password: what access tokens say is as true as before. */
const isLoss = sql<SqlBool>`(fact is null or fact in ('disabled', 'removed', 'suspended'))`

const revocationsAfter = (db: Database, position: number, limit: number) =>
  db
    .selectFrom('revocations')
    .leftJoin('users', 'users.id', 'revocations.user_id')
    .selectAll('revocations')
    .select('users.domain')
    .where('revocations.position', '>', position)
    .where(isLoss)
    .orderBy('revocations.position')
    .limit(limit)

export const revocationReads = (db: Database): RevocationReads => ({
  position: async () => {
    const { position } = await db
      .selectFrom('revocation_position')
      .select('position')
      .executeTakeFirstOrThrow()
    return position
  },
  after: async (position, limit) => {
    const rows = await revocationsAfter(db, position, limit).execute()
    return rows.map(toRevocation)
  },
  forService: async (serviceId, position, limit) => {
    const rows = await revocationsAfter(db, position, limit)
      .where((where) =>
        where.or([
          where('revocations.service_id', '=', serviceId),
          where.and([
            where('revocations.service_id', 'is', null),
            where('revocations.organization_id', 'in', (from) =>
              from
                .selectFrom('service_organizations')
                .select('service_organizations.organization_id')
                .where('service_organizations.service_id', '=', serviceId),
            ),
          ]),
        ]),
      )
      .execute()
    return rows.map(toRevocation)
  },
  servicesOf: async (organizationIds) => {
    if (organizationIds.length === 0) return []
    const rows = await db
      .selectFrom('service_organizations')
      .select(['organization_id', 'service_id'])
      .where('organization_id', 'in', organizationIds)
      .execute()
    return rows.map((row) => ({ organizationId: row.organization_id, serviceId: row.service_id }))
  },
  newestLists: async () => {
    const { list } = await db
      .selectFrom('api_token_secrets')
      .select(({ fn }) => fn.max('status_list').as('list'))
      .executeTakeFirstOrThrow()
    return { apiTokens: Number(list ?? 0), oauth: await newestOAuthList(db) }
  },
  endedSince: async function* (since) {
    yield* endedValues(db, since)
    yield* endedCredentials(db, since)
  },
})

/** Answers how many were deleted. */
export async function purgeRevocations(tx: Database, before: number, limit: number): Promise<number> {
  const oldest = tx
    .selectFrom('revocations')
    .select('position')
    .where('position', '<=', before)
    .orderBy('position')
    .limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('revocations')
    .where('position', 'in', oldest)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
