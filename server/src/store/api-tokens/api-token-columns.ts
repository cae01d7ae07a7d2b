/** An API token as it is read, and whose tokens are read: the one place that says how an owner bounds a query. */
import type { Selection } from 'kysely'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { Lifetime } from '../../domain/api-tokens/lifetime.ts'
import { toAllowedScopes, toBounds } from '../allowed-scopes.ts'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'
import type { TokenOwner } from './api-tokens-store.ts'
import { OLD_VALUE_COLUMNS, toUses } from './old-value-rows.ts'

export const API_TOKEN_COLUMNS = [
  'api_tokens.id as token_id',
  'api_tokens.organization_id as token_organization_id',
  'api_tokens.user_id as token_user_id',
  'api_tokens.name as token_name',
  'api_tokens.description as token_description',
  'api_tokens.allowed_scopes as token_allowed_scopes',
  'api_tokens.parent_id as token_parent_id',
  'api_tokens.bounds as token_bounds',
  'api_tokens.lifetime as token_lifetime',
  'api_tokens.reminder_days as token_reminder_days',
  'api_tokens.created_at as token_created_at',
  'api_tokens.regenerated_at as token_regenerated_at',
  'api_tokens.expires_at as token_expires_at',
  'api_tokens.deactivated_at as token_deactivated_at',
  'api_tokens.revoked_at as token_revoked_at',
  'api_tokens.seen_in_url_at as token_seen_in_url_at',
  'api_tokens.secret_id as token_secret_id',
  ...OLD_VALUE_COLUMNS,
] as const

type ApiTokenRow = Selection<Schema, 'api_tokens', (typeof API_TOKEN_COLUMNS)[number]>

export const toApiToken = (row: ApiTokenRow) =>
  ({
    id: row.token_id,
    organizationId: row.token_organization_id,
    userId: row.token_user_id,
    name: row.token_name,
    description: row.token_description,
    allowedScopes: toAllowedScopes(row.token_allowed_scopes),
    parentId: row.token_parent_id,
    bounds: toBounds(row.token_bounds),
    lifetime: row.token_lifetime === null ? null : (JSON.parse(row.token_lifetime) as Lifetime),
    reminderDays: row.token_reminder_days,
    createdAt: row.token_created_at,
    regeneratedAt: row.token_regenerated_at,
    expiresAt: row.token_expires_at,
    deactivatedAt: row.token_deactivated_at,
    revokedAt: row.token_revoked_at,
    ...toUses(row),
    seenInUrlAt: row.token_seen_in_url_at,
    secretId: row.token_secret_id,
  }) satisfies ApiToken

export const tokensOf = (db: Database, { organizationId, userId }: TokenOwner) => {
  const tokens = db.selectFrom('api_tokens').where('api_tokens.organization_id', '=', organizationId)
  return userId === null ? tokens : tokens.where('api_tokens.user_id', '=', userId)
}
