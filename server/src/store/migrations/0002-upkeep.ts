/** What upkeep needs: leases for jobs that one process does for all, and indexes to find what has been over for long. */
import type { Migration } from './migration.ts'

export const upkeep: Migration = {
  name: '0002-upkeep',
  statements: ({ bigint, table }) => [
    `create table job_leases (
      name text not null primary key,
      holder text not null,
      expires_at ${bigint} not null
    ) ${table}`,
    `create index api_tokens_by_expiry on api_tokens (expires_at)`,
    `create index api_tokens_by_revocation on api_tokens (revoked_at) where revoked_at is not null`,
    `create index api_token_usage_by_day on api_token_usage (day)`,
  ],
}
