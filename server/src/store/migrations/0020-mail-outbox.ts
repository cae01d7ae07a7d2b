/** Mails that wait to be sent, and the addresses that no mail server takes any more. */
import type { Migration } from './migration.ts'

export const mailOutbox: Migration = {
  name: '0020-mail-outbox',
  statements: ({ bigint, bytes, table }) => [
    // No foreign key: what was begun is sent, or counted, after an organization is gone too.
    `create table mail_outbox (
      id text not null primary key,
      organization_id text,
      kind text not null,
      recipient text not null,
      sealed ${bytes},
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      next_try_at ${bigint} not null,
      tries ${bigint} not null,
      leased_by text,
      leased_until ${bigint},
      sent_at ${bigint},
      given_up_at ${bigint},
      said text,
      check (sealed is null or (sent_at is null and given_up_at is null))
    ) ${table}`,
    'create index mail_outbox_waiting on mail_outbox (next_try_at, id) where sealed is not null',
    'create index mail_outbox_of_organization on mail_outbox (organization_id)',
    'create index mail_outbox_by_age on mail_outbox (created_at)',
    `create table mail_stopped_addresses (
      address_folded text not null primary key,
      stopped_at ${bigint} not null,
      said text not null
    ) ${table}`,
  ],
}
