/**
 * How many mails went to one address, or were sent for one organization, lately; and who asked for a link to a new
 * password, which is looked at only after the answer, so that the answer tells nothing.
 */
import type { Migration } from './migration.ts'

export const mailLimits: Migration = {
  name: '0027-mail-limits',
  statements: ({ bigint, bytes, table }) => [
    "alter table mail_outbox add column recipient_folded text not null default ''",
    'update mail_outbox set recipient_folded = lower(recipient)',
    'create index mail_outbox_to on mail_outbox (recipient_folded, kind, created_at)',
    'create index mail_outbox_for on mail_outbox (organization_id, kind, created_at)',
    'drop index mail_outbox_of_organization',
    'create index users_by_email on users (email_folded)',
    `create table password_reset_asks (
      id text not null primary key,
      sealed ${bytes} not null,
      asked_at ${bigint} not null
    ) ${table}`,
    'create index password_reset_asks_by_age on password_reset_asks (asked_at, id)',
  ],
}
