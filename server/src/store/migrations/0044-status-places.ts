/**
 * A place in a status list for each secret of an OAuth app, each grant, and the keys of each app. What there is gets places
 * in the order of ids, which are random, each far from the one before. Access tokens that are out name none: wherever there
 * are apps, services are told to have those from before fetched anew.
 */
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

const FIRST_LIST = 500_000_001
const PER_LIST = 2 ** 19
const ENTRIES = 2 ** 20
/** Odd: numbers up to the size of a list, times this, are all different in a list of that size. */
const STEP = 654_189

/** Those of several tables, one after the other. */
const TABLES = ['oauth_apps', 'oauth_app_secrets', 'oauth_grants'] as const

export const statusPlaces: Migration = {
  name: '0044-status-places',
  statements: ({ bigint, table, leaving }) => [
    // `left_at` is when its credential was deleted, or became another one.
    `create table status_places (
      place ${bigint} not null primary key,
      left_at ${bigint}
    ) ${table}`,
    'create index status_places_left on status_places (left_at, place) where left_at is not null',
    // Before every row is written anew: they are made again below.
    'drop index oauth_grants_by_revocation',
    'drop index oauth_grants_of_app',
    ...TABLES.map((name) => `alter table ${name} add column status_place ${bigint}`),
    ...TABLES.map((name, at) => {
      const before = TABLES.slice(0, at).map((other) => ` + (select count(*) from ${other})`)
      return `update ${name} set status_place =
          (${FIRST_LIST} + numbered.number / ${PER_LIST}) * ${ENTRIES} + (numbered.number % ${PER_LIST}) * ${STEP} % ${ENTRIES}
        from (
          select id, row_number() over (order by id) - 1${before.join('')} as number from ${name}
        ) as numbered
        where numbered.id = ${name}.id`
    }),
    ...TABLES.map(
      (name) => `insert into status_places (place) select status_place from ${name} order by status_place`,
    ),
    `create index oauth_app_secrets_by_revocation on oauth_app_secrets (revoked_at, id)
      where revoked_at is not null`,
    'create index oauth_apps_deactivated on oauth_apps (deactivated_at, id) where deactivated_at is not null',
    `create index oauth_grants_by_revocation on oauth_grants (revoked_at, id) where revoked_at is not null`,
    'create index oauth_grants_of_app on oauth_grants (app_id, organization_id, id)',
    ...leaving('oauth_apps', 'what only goes'),
    ...leaving('oauth_app_secrets', 'what ends'),
    ...leaving('oauth_grants', 'what ends'),
  ],
  fill: async (tx) => {
    const now = sql.lit(Date.now())
    await sql`insert into revocations (position, organization_id)
      select case when told.position > ${now} then told.position else ${now} end + row_number() over (order by concerned.id),
        concerned.id
      from (select distinct organization_id as id from oauth_app_organizations) as concerned, revocation_position as told
      `.execute(tx)
    await sql`update revocation_position set position = (
        select max(position) from (
          select position from revocations union all select position from revocation_position
        ) as told
      )`.execute(tx)
  },
}
