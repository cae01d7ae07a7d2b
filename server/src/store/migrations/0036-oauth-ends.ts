/** Codes, refresh tokens and revoked grants by when they ended: purging looks for the oldest. */
import type { Migration } from './migration.ts'

export const oauthEnds: Migration = {
  name: '0036-oauth-ends',
  statements: () => [
    'create index oauth_codes_by_end on oauth_codes (expires_at)',
    'create index oauth_refresh_tokens_by_end on oauth_refresh_tokens (expires_at)',
    'create index oauth_grants_by_revocation on oauth_grants (revoked_at)',
  ],
}
