/**
 * The value that an API token had before, while it goes on working beside the present one, with its own last use. When it
 * ends stands with the value as well, where an exchange reads it. No token that exists has one.
 */
import type { Migration } from './migration.ts'

export const oldValues: Migration = {
  name: '0010-old-values',
  statements: ({ bigint }) => [
    // No reference: see secret_id.
    'alter table api_tokens add column old_secret_id text',
    `alter table api_tokens add column old_ends_at ${bigint}`,
    `alter table api_tokens add column old_ends_at_first_use integer not null default 0
      check (old_ends_at_first_use in (0, 1))`,
    `alter table api_tokens add column old_last_used_at ${bigint}`,
    'alter table api_tokens add column old_last_used_address text',
    'alter table api_tokens add column old_last_used_user_agent text',
    'create index api_tokens_with_old_value on api_tokens (old_ends_at) where old_secret_id is not null',
  ],
}
