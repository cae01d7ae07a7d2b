/**
 * What is counted by the hour: refused exchanges and other refusals, apart from the log of changes. Those that stand in
 * the log stay there. Unlike an event, a row is added to and purged by age.
 */
import type { Migration } from './migration.ts'

export const gatheredEvents: Migration = {
  name: '0009-gathered-events',
  statements: ({ bigint, table }) => [
    // No foreign keys: a count outlives whatever it tells of. Empty stands for nobody.
    `create table gathered_events (
      hour ${bigint} not null,
      kind text not null,
      reason text not null,
      route text not null,
      organization_id text not null,
      user_id text not null,
      api_token_id text not null,
      times ${bigint} not null,
      first_at ${bigint} not null,
      last_at ${bigint} not null,
      address text not null,
      user_agent text not null,
      primary key (hour, kind, reason, route, organization_id, user_id, api_token_id)
    ) ${table}`,
    'create index gathered_events_of_api_token on gathered_events (api_token_id, kind, hour)',
    'create index gathered_events_of_organization on gathered_events (organization_id, hour)',
  ],
}
