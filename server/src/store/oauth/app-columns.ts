/** The columns of an OAuth app, read alone and joined into other reads. */
import type { Selection } from 'kysely'
import type { OAuthApp, OAuthAppKey } from '../../domain/oauth/oauth-app.ts'
import { toAllowedScopes } from '../allowed-scopes.ts'
import type { Schema } from '../schema.ts'

export const APP_COLUMNS = [
  'oauth_apps.id as app_id',
  'oauth_apps.organization_id as app_organization_id',
  'oauth_apps.kind as app_kind',
  'oauth_apps.name as app_name',
  'oauth_apps.description as app_description',
  'oauth_apps.redirect_uris as app_redirect_uris',
  'oauth_apps.post_logout_redirect_uris as app_post_logout_redirect_uris',
  'oauth_apps.authentication as app_authentication',
  'oauth_apps.public_keys as app_public_keys',
  'oauth_apps.access_token_seconds as app_access_token_seconds',
  'oauth_apps.has_refresh_tokens as app_has_refresh_tokens',
  'oauth_apps.has_device_flow as app_has_device_flow',
  'oauth_apps.refresh_idle_seconds as app_refresh_idle_seconds',
  'oauth_apps.refresh_lifetime_seconds as app_refresh_lifetime_seconds',
  'oauth_apps.allowed_scopes as app_allowed_scopes',
  'oauth_apps.requires_dpop as app_requires_dpop',
  'oauth_apps.is_shared as app_is_shared',
  'oauth_apps.created_at as app_created_at',
  'oauth_apps.created_by as app_created_by',
  'oauth_apps.changed_at as app_changed_at',
  'oauth_apps.deactivated_at as app_deactivated_at',
  'oauth_apps.deactivated_by as app_deactivated_by',
  'oauth_apps.status_place as app_status_place',
] as const

type AppRow = Selection<Schema, 'oauth_apps', (typeof APP_COLUMNS)[number]>

export const toApp = (row: AppRow): OAuthApp => ({
  id: row.app_id,
  organizationId: row.app_organization_id,
  kind: row.app_kind,
  name: row.app_name,
  description: row.app_description,
  redirectUris: JSON.parse(row.app_redirect_uris) as string[],
  postLogoutRedirectUris: JSON.parse(row.app_post_logout_redirect_uris) as string[],
  authentication: row.app_authentication,
  publicKeys: JSON.parse(row.app_public_keys) as OAuthAppKey[],
  accessTokenSeconds: row.app_access_token_seconds,
  hasRefreshTokens: row.app_has_refresh_tokens === 1,
  hasDeviceFlow: row.app_has_device_flow === 1,
  refreshIdleSeconds: row.app_refresh_idle_seconds,
  refreshLifetimeSeconds: row.app_refresh_lifetime_seconds,
  allowedScopes: toAllowedScopes(row.app_allowed_scopes),
  requiresDpop: row.app_requires_dpop === 1,
  isShared: row.app_is_shared === 1,
  createdAt: row.app_created_at,
  createdBy: row.app_created_by,
  changedAt: row.app_changed_at,
  deactivatedAt: row.app_deactivated_at,
  deactivatedBy: row.app_deactivated_by,
})
