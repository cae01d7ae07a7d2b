/**
 * Streams of security events to receivers, and what waits in them. What is told is read out of the order in which things
 * were taken away, which gains what else receivers have to know: a row of it names its kind, and says who began it.
 */
import type { Migration } from './migration.ts'

export const eventStreams: Migration = {
  name: '0042-event-streams',
  statements: ({ bytes, bigint, table }) => [
    'alter table revocations add column fact text',
    'alter table revocations add column session_id text',
    'alter table revocations add column initiated_by text',
    `create table event_streams (
      id text not null primary key,
      organization_id text not null references organizations (id) on delete cascade,
      app_id text,
      service_id text references services (id) on delete cascade,
      method text not null,
      endpoint_url text,
      sealed_authorization ${bytes},
      events_requested text,
      description text,
      state text not null check (state in ('enabled', 'paused', 'disabled')),
      reason text,
      state_by text not null,
      created_at ${bigint} not null,
      since ${bigint} not null,
      last_number ${bigint} not null,
      waiting ${bigint} not null,
      verified_at ${bigint},
      last_delivered_at ${bigint},
      said text,
      said_at ${bigint},
      failing_since ${bigint},
      failures integer not null,
      next_try_at ${bigint} not null,
      leased_by text,
      leased_until ${bigint},
      check ((app_id is null) <> (service_id is null)),
      foreign key (organization_id, app_id)
        references oauth_app_organizations (organization_id, app_id) on delete cascade
    ) ${table}`,
    'create index event_streams_of_organization on event_streams (organization_id, app_id)',
    'create index event_streams_of_service on event_streams (service_id)',
    'create index event_streams_due on event_streams (next_try_at) where waiting > 0',
    `create table event_stream_events (
      stream_id text not null references event_streams (id) on delete cascade,
      number ${bigint} not null,
      jti text not null,
      event text not null,
      is_about_stream integer not null check (is_about_stream in (0, 1)),
      created_at ${bigint} not null,
      primary key (stream_id, number)
    ) ${table}`,
    'create unique index event_stream_events_by_jti on event_stream_events (stream_id, jti)',
    'create index event_stream_events_by_age on event_stream_events (created_at)',
    `create table event_stream_silenced (
      stream_id text not null references event_streams (id) on delete cascade,
      subject text not null,
      primary key (stream_id, subject)
    ) ${table}`,
    // Up to which place what was taken away stands in the streams. One row: of two that move it at once, one does.
    `create table event_streams_position (
      id integer primary key check (id = 1),
      position ${bigint} not null
    ) ${table}`,
    'insert into event_streams_position (id, position) select 1, position from revocation_position',
  ],
}
