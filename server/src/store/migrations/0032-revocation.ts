/**
 * A place in a status list for each value of an API token, and what was taken away from access tokens that are out already,
 * in the order in which it was committed. The values that exist are given places in the order of their ids, which are
 * random, each far from the one before.
 */
import type { Migration } from './migration.ts'

const PER_LIST = 2 ** 19
const ENTRIES = 2 ** 20
/** Odd: numbers up to the size of a list, times this, are all different in a list of that size. */
const STEP = 654_189

export const revocation: Migration = {
  name: '0032-revocation',
  statements: ({ bigint, table }) => [
    `alter table api_token_secrets add column status_list ${bigint}`,
    `alter table api_token_secrets add column status_index ${bigint}`,
    `update api_token_secrets set
      status_list = 1 + numbered.number / ${PER_LIST},
      status_index = (numbered.number % ${PER_LIST}) * ${STEP} % ${ENTRIES}
      from (select id, row_number() over (order by id) - 1 as number from api_token_secrets) as numbered
      where numbered.id = api_token_secrets.id`,
    'create unique index api_token_secrets_by_status on api_token_secrets (status_list, status_index)',
    `create index api_token_secrets_by_revocation on api_token_secrets (revoked_at, id)
      where revoked_at is not null`,
    `create index api_tokens_deactivated on api_tokens (deactivated_at, id) where deactivated_at is not null`,
    `create index users_deactivated on users (deactivated_at) where deactivated_at is not null`,
    `create index memberships_disabled on memberships (disabled_at) where disabled_at is not null`,
    // One row, whose lock is held until a change that takes something away has ended: so no place is seen before a lower one.
    `create table revocation_position (
      id integer primary key check (id = 1),
      position ${bigint} not null
    ) ${table}`,
    'insert into revocation_position (id, position) values (1, 0)',
    // No foreign keys: what is told outlives whom it is about.
    `create table revocations (
      position ${bigint} not null primary key,
      status_list ${bigint},
      status_index ${bigint},
      organization_id text,
      user_id text,
      service_id text,
      check ((status_list is null) = (status_index is null))
    ) ${table}`,
  ],
}
