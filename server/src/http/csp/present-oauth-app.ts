/** The platform's shape of an OAuth app. Lifetimes are seconds. */
import { DEVICE_GRANT } from '../../domain/oauth/device-code.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { allowedScopesOf } from './allowed-scopes.ts'

export const presentOAuthApp = (app: OAuthApp) => ({
  id: app.id,
  displayName: app.name,
  description: app.description,
  grantTypes: grantTypesOf(app),
  redirectUris: app.redirectUris,
  accessTokenTTL: app.accessTokenSeconds,
  refreshTokenTTL: app.refreshLifetimeSeconds,
  allowedScopes: allowedScopesOf(app.allowedScopes),
  publicClient: app.authentication === 'none',
  createdAt: app.createdAt,
})

const grantTypesOf = ({ kind, hasRefreshTokens, hasDeviceFlow }: OAuthApp): string[] =>
  kind === 'machine'
    ? ['client_credentials']
    : [
        'authorization_code',
        ...(hasRefreshTokens ? ['refresh_token'] : []),
        ...(hasDeviceFlow ? [DEVICE_GRANT] : []),
      ]
