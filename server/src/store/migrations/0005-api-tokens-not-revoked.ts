/** API tokens that are not over, found without reading the many that are: to count them, and to revoke them all. */
import type { Migration } from './migration.ts'

export const apiTokensNotRevoked: Migration = {
  name: '0005-api-tokens-not-revoked',
  statements: () => [
    `create index api_tokens_not_revoked on api_tokens (user_id, organization_id, expires_at)
      where revoked_at is null`,
  ],
}
