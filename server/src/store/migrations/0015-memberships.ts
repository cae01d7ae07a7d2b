/** A member may be disabled without leaving; and the list of people says when each signed in last. */
import type { Migration } from './migration.ts'

export const memberships: Migration = {
  name: '0015-memberships',
  statements: ({ bigint }) => [
    `alter table memberships add column disabled_at ${bigint}`,
    `alter table users add column last_signed_in_at ${bigint}`,
    'update users set last_signed_in_at = (select max(created_at) from sessions where user_id = users.id)',
  ],
}
