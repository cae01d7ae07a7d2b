/** The rows that losses wrote, and the state of values as it follows from what is in the database, kept nowhere twice. */
import { sql, type RawBuilder } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { StatusIndex } from '../../domain/status-list.ts'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'
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

const revocationsAfter = (db: Database, position: number, limit: number) =>
  db
    .selectFrom('revocations')
    .leftJoin('users', 'users.id', 'revocations.user_id')
    .selectAll('revocations')
    .select('users.domain')
    .where('revocations.position', '>', position)
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
  newestList: async () => {
    const { list } = await db
      .selectFrom('api_token_secrets')
      .select(({ fn }) => fn.max('status_list').as('list'))
      .executeTakeFirstOrThrow()
    return Number(list ?? 0)
  },
  endedSince: (since) => endedSince(db, since),
})

/** What each part holds at most of what it goes through: some milliseconds of reading. */
const PER_PART = 2_000
const PEOPLE_PER_PART = 200

async function* endedSince(db: Database, since: Instant): AsyncGenerator<readonly StatusIndex[]> {
  yield* pagedByMoment(db, 'api_token_secrets', 'revoked_at', since)
  yield* pagedByMoment(db, 'api_tokens', 'revoked_at', since)
  yield* pagedByMoment(db, 'api_tokens', 'deactivated_at', since)
  yield* pagedByPerson(db, sql`memberships.disabled_at > ${since}`)
  yield* pagedByPerson(db, sql`users.deactivated_at > ${since}`)
  const suspended = await db
    .selectFrom('organizations')
    .select('id')
    .where('suspended_at', '>', since)
    .execute()
  for (const { id } of suspended) yield* pagedByPerson(db, sql`memberships.organization_id = ${id}`)
}

/** In the order of an index on the moment. */
async function* pagedByMoment(
  db: Database,
  table: 'api_token_secrets' | 'api_tokens',
  column: 'revoked_at' | 'deactivated_at',
  since: Instant,
): AsyncGenerator<readonly StatusIndex[]> {
  const [moment, id] = [sql.ref(`${table}.${column}`), sql.ref(`${table}.id`)]
  let [afterMoment, afterId]: [Instant, string] = [since, '\uffff']
  for (;;) {
    const { rows } = await sql<{ moment: Instant; id: string }>`
      select ${moment} as moment, ${id} as id from ${sql.table(table)}
      where ${moment} >= ${afterMoment} and (${moment} > ${afterMoment} or (${moment} = ${afterMoment} and ${id} > ${afterId}))
      order by ${moment}, ${id} limit ${PER_PART}`.execute(db)
    if (rows.length > 0) {
      const ids = rows.map((row) => row.id)
      yield* valuesWhere(
        db,
        table === 'api_tokens' ? 'api_token_secrets.api_token_id' : 'api_token_secrets.id',
        ids,
      )
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PER_PART) return
    ;[afterMoment, afterId] = [Number(last.moment), last.id]
  }
}

async function* valuesWhere(
  db: Database,
  column: 'api_token_secrets.id' | 'api_token_secrets.api_token_id',
  ids: readonly string[],
): AsyncGenerator<readonly StatusIndex[]> {
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom('api_token_secrets')
      .select(['status_list', 'status_index'])
      .where(column, 'in', ids.slice(from, from + 500))
      .execute()
    yield rows.map(toStatus)
  }
}

/** The live API tokens of memberships, so many people at a time. */
async function* pagedByPerson(
  db: Database,
  who: RawBuilder<unknown>,
): AsyncGenerator<readonly StatusIndex[]> {
  let after: readonly [string, string] = ['', '']
  for (;;) {
    const people = await db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .select(['memberships.organization_id', 'memberships.user_id'])
      .where(sql<boolean>`${who}`)
      .where(sql<boolean>`(memberships.organization_id, memberships.user_id) > (${after[0]}, ${after[1]})`)
      .orderBy('memberships.organization_id')
      .orderBy('memberships.user_id')
      .limit(PEOPLE_PER_PART)
      .execute()
    for (const [organizationId, members] of Map.groupBy(people, (row) => row.organization_id)) {
      const rows = await db
        .selectFrom('api_tokens')
        .innerJoin('api_token_secrets', 'api_token_secrets.api_token_id', 'api_tokens.id')
        .select(['status_list', 'status_index'])
        .where('api_tokens.organization_id', '=', organizationId)
        .where(
          'api_tokens.user_id',
          'in',
          members.map((row) => row.user_id),
        )
        .where('api_tokens.revoked_at', 'is', null)
        .where('api_token_secrets.revoked_at', 'is', null)
        .execute()
      yield rows.map(toStatus)
    }
    const last = people.at(-1)
    if (last === undefined || people.length < PEOPLE_PER_PART) return
    after = [last.organization_id, last.user_id]
  }
}

const toStatus = (row: Pick<Schema['api_token_secrets'], 'status_list' | 'status_index'>): StatusIndex => ({
  list: Number(row.status_list),
  index: Number(row.status_index),
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
