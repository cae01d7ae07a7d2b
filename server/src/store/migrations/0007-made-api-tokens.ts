/** Finds what an API token made, and what is left of that, without reading all API tokens. */
import type { Migration } from './migration.ts'

export const madeApiTokens: Migration = {
  name: '0007-made-api-tokens',
  statements: () => [
    `create index api_tokens_made_not_revoked on api_tokens (user_id, organization_id, id)
      where parent_id is not null and revoked_at is null`,
    'create index api_tokens_by_parent on api_tokens (parent_id) where parent_id is not null',
  ],
}
