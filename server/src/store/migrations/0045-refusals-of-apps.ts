/**
 * Of what is counted by the hour: which OAuth app it was about, so that whoever looks after an app sees why it is refused.
 * It is a part of the key, and SQLite adds none to a table that is there: so the table is written anew.
 */
import type { Migration } from './migration.ts'

const KEPT = 'hour, kind, reason, route, organization_id, user_id, api_token_id'
const COUNTED = 'times, first_at, last_at, address, user_agent'

export const refusalsOfApps: Migration = {
  name: '0045-refusals-of-apps',
  statements: ({ bigint, table }) => [
    `create table new_gathered_events (
      hour ${bigint} not null,
      kind text not null,
      reason text not null,
      route text not null,
      organization_id text not null,
      user_id text not null,
      api_token_id text not null,
      app_id text not null,
      times ${bigint} not null,
      first_at ${bigint} not null,
      last_at ${bigint} not null,
      address text not null,
      user_agent text not null,
      primary key (hour, kind, reason, route, organization_id, user_id, api_token_id, app_id)
    ) ${table}`,
    `insert into new_gathered_events (${KEPT}, app_id, ${COUNTED})
      select ${KEPT}, '', ${COUNTED} from gathered_events`,
    'drop table gathered_events',
    'alter table new_gathered_events rename to gathered_events',
    'create index gathered_events_of_api_token on gathered_events (api_token_id, kind, hour)',
    'create index gathered_events_of_organization on gathered_events (organization_id, hour)',
    'create index gathered_events_of_app on gathered_events (app_id, kind, hour)',
  ],
}
