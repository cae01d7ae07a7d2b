/**
 * Invitations to an organization, and one-time links to choose a new password. Known by the public part of their links;
 * the secret part only as a keyed hash, which sending again replaces. Those that were used or withdrawn stay a while to
 * say so.
 */
import type { Migration } from './migration.ts'

export const invitations: Migration = {
  name: '0016-invitations',
  statements: ({ bytes, bigint, table }) => [
    `create table invitations (
      id text not null primary key,
      organization_id text not null references organizations (id) on delete cascade,
      email text not null,
      email_folded text not null,
      roles text not null,
      group_ids text not null,
      invited_by text,
      link_id text not null unique,
      link_hash ${bytes} not null,
      is_mailed integer not null check (is_mailed in (0, 1)),
      created_at ${bigint} not null,
      sent_at ${bigint} not null,
      expires_at ${bigint} not null,
      accepted_at ${bigint},
      accepted_by text,
      withdrawn_at ${bigint}
    ) ${table}`,
    'create index invitations_of_organization on invitations (organization_id, created_at, id)',
    // One open invitation for each address: another is the same one, sent again.
    `create unique index invitations_open on invitations (organization_id, email_folded)
      where accepted_at is null and withdrawn_at is null`,
    `create table password_resets (
      id text not null primary key,
      user_id text not null references users (id) on delete cascade,
      link_hash ${bytes} not null,
      requested_by text,
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      used_at ${bigint}
    ) ${table}`,
    'create index password_resets_of_user on password_resets (user_id)',
  ],
}
