/** OAuth apps and secrets as the store keeps them, for tests that need one to be there. */
import { randomAppId, randomId } from '../src/crypto/random.ts'
import { NO_SCOPES } from '../src/domain/allowed-scopes.ts'
import type { Instant } from '../src/domain/instant.ts'
import type { OAuthApp } from '../src/domain/oauth/oauth-app.ts'

/** A machine that is allowed nothing, unless it is told otherwise. */
export function newOAuthApp(organizationId: string, at: Instant, more: Partial<OAuthApp> = {}): OAuthApp {
  const id = randomAppId()
  return {
    ...{ id, organizationId, kind: 'machine', name: `App ${id}`, description: '' },
    ...{ redirectUris: [], postLogoutRedirectUris: [], authentication: 'secret', publicKeys: [] },
    ...{
      accessTokenSeconds: 1800,
      hasRefreshTokens: false,
      hasDeviceFlow: false,
      refreshIdleSeconds: 1_209_600,
    },
    ...{ refreshLifetimeSeconds: 7_776_000, allowedScopes: NO_SCOPES, requiresDpop: false },
    ...{ isShared: false, createdAt: at, createdBy: null, changedAt: at },
    ...{ deactivatedAt: null, deactivatedBy: null },
    ...more,
  }
}

/** Nobody knows its value. */
export const newOAuthSecret = (at: Instant) => ({
  ...{ id: randomId(), name: 'First', hash: new Uint8Array(32), createdAt: at, createdBy: null },
  ...{ expiresAt: null, revokedAt: null, lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
})
