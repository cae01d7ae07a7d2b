/**
 * Which reminders of API tokens and roles that end are due, and which were sent: one row for each and threshold, so that
 * none is sent twice. The API tokens that exist get theirs.
 */
import type { Migration } from './migration.ts'

const DAY_MS = 86_400_000
/** After the one that was chosen. */
const FOLLOWING = [30, 7, 1]

const rowsOf = (days: string, condition: string): string => `
  insert into api_token_reminders (api_token_id, days, due_at)
    select id, ${days}, expires_at - ${days} * ${DAY_MS} from api_tokens
    where expires_at is not null and revoked_at is null and ${condition}
      and ${days} * ${2 * DAY_MS} < expires_at - coalesce(regenerated_at, created_at)`

export const reminders: Migration = {
  name: '0025-reminders',
  statements: ({ bigint, table }) => [
    `create table api_token_reminders (
      api_token_id text not null references api_tokens (id) on delete cascade,
      days ${bigint} not null,
      due_at ${bigint} not null,
      sent_at ${bigint},
      primary key (api_token_id, days)
    ) ${table}`,
    `create index api_token_reminders_due on api_token_reminders (due_at, api_token_id, days)
      where sent_at is null`,
    rowsOf('cast(reminder_days as bigint)', 'reminder_days is not null'),
    ...FOLLOWING.map((days) => rowsOf(`cast(${days} as bigint)`, `reminder_days > ${days}`)),
    // Of a role that was given to a person. Empty for no service and no resource.
    `create table role_reminders (
      organization_id text not null,
      user_id text not null,
      service_id text not null,
      name text not null,
      resource text not null,
      ends_at ${bigint} not null,
      days ${bigint} not null,
      sent_at ${bigint} not null,
      primary key (organization_id, user_id, service_id, name, resource, ends_at, days),
      foreign key (organization_id, user_id)
        references memberships (organization_id, user_id) on delete cascade
    ) ${table}`,
    'create index role_reminders_over on role_reminders (ends_at)',
    'create index role_assignments_ending on role_assignments (ends_at) where ends_at is not null',
    `alter table users add column reminders_off_at ${bigint}`,
    `alter table users add column reminded_of_tokens_at ${bigint}`,
    `alter table users add column reminded_of_roles_at ${bigint}`,
  ],
}
