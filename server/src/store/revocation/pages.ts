/** Goes through many rows in the order of an index, so many at a time: some milliseconds of reading each. */
import { sql, type RawBuilder } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'

const PER_PAGE = 2_000
const PEOPLE_PER_PAGE = 200

/** Whose rows there is an index on the moment and the key for. */
type Moments = {
  readonly table:
    'api_token_secrets' | 'api_tokens' | 'oauth_app_secrets' | 'oauth_apps' | 'oauth_grants' | 'status_places'
  readonly moment: 'revoked_at' | 'deactivated_at' | 'left_at'
  readonly key: 'id' | 'place'
}

/** Rows whose moment is after `since`, with a column of each. */
export async function* pagesSince<Value>(
  db: Database,
  { table, moment, key }: Moments,
  column: string,
  since: Instant,
): AsyncGenerator<readonly Value[]> {
  const [at, id, value] = [moment, key, column].map((name) => sql.ref(`${table}.${name}`))
  let after = sql`${at} > ${since}`
  for (;;) {
    const { rows } = await sql<{ at: Instant; id: string | number; value: Value }>`
      select ${at} as at, ${id} as id, ${value} as value from ${sql.table(table)}
      where ${after} order by ${at}, ${id} limit ${PER_PAGE}`.execute(db)
    if (rows.length > 0) yield rows.map((row) => row.value)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PER_PAGE) return
    after = sql`${at} >= ${last.at} and (${at} > ${last.at} or ${id} > ${last.id})`
  }
}

export type Members = { readonly organizationId: string; readonly userIds: readonly string[] }

/** Everybody who can do nothing since a moment after `since`: disabled, deactivated, or of a suspended organization. */
export async function* withdrawnMembers(db: Database, since: Instant): AsyncGenerator<Members> {
  yield* members(db, sql`memberships.disabled_at > ${since}`)
  yield* members(db, sql`users.deactivated_at > ${since}`)
  for (const id of await suspendedOrganizations(db, since))
    yield* members(db, sql`memberships.organization_id = ${id}`)
}

export async function suspendedOrganizations(db: Database, since: Instant): Promise<string[]> {
  const rows = await db.selectFrom('organizations').select('id').where('suspended_at', '>', since).execute()
  return rows.map(({ id }) => id)
}

async function* members(db: Database, who: RawBuilder<unknown>): AsyncGenerator<Members> {
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
      .limit(PEOPLE_PER_PAGE)
      .execute()
    for (const [organizationId, some] of Map.groupBy(people, (row) => row.organization_id))
      yield { organizationId, userIds: some.map((row) => row.user_id) }
    const last = people.at(-1)
    if (last === undefined || people.length < PEOPLE_PER_PAGE) return
    after = [last.organization_id, last.user_id]
  }
}
