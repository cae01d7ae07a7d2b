/** An OAuth app, and what would stop with it, as answers. A secret's value comes in by itself, and from one action. */
import type {
  AppConsequences,
  AppOrganizationPage,
  OAuthApp,
  OAuthAppPage,
  OAuthSecret,
} from '@countersign/api'
import type { ListedApp, ShownApp } from '../../actions/oauth/list-apps.ts'
import { isInForce } from '../../actions/oauth/new-secret.ts'
import type { AppConsequences as Consequences } from '../../actions/oauth/remove-app.ts'
import { toRfc3339, toRfc3339OrNull, type Instant } from '../../domain/instant.ts'
import type { OAuthAppSecret } from '../../domain/oauth/oauth-app.ts'
import { presentAssignedRole } from './presenters.ts'

export const presentListedApp = (
  { app, here }: ListedApp,
  organizationId: string,
): OAuthAppPage['items'][number] => ({
  ...{ id: app.id, kind: app.kind, name: app.name, description: app.description },
  isOwn: app.organizationId === organizationId,
  owner: here.owner,
  isShared: app.isShared,
  createdAt: toRfc3339(app.createdAt),
  deactivatedAt: toRfc3339OrNull(app.deactivatedAt),
  lastUsedAt: toRfc3339OrNull(here.lastUsedAt),
})

export const presentSecret = (secret: OAuthAppSecret, now: Instant): OAuthSecret => ({
  id: secret.id,
  name: secret.name,
  createdAt: toRfc3339(secret.createdAt),
  expiresAt: toRfc3339OrNull(secret.expiresAt),
  endedAt: toRfc3339OrNull(secret.revokedAt),
  isInForce: isInForce(secret, now),
  lastUse:
    secret.lastUsedAt === null
      ? null
      : {
          at: toRfc3339(secret.lastUsedAt),
          address: secret.lastUsedAddress ?? '',
          userAgent: secret.lastUsedUserAgent ?? '',
        },
})

export function presentApp(shown: ShownApp, organizationId: string, now: Instant): OAuthApp {
  const { app, secrets, roles, mayChange } = shown
  return {
    ...presentListedApp(shown, organizationId),
    redirectUris: [...app.redirectUris],
    postLogoutRedirectUris: [...app.postLogoutRedirectUris],
    authentication: app.authentication,
    publicKeys: app.publicKeys.map((key) => ({ ...key, kty: key['kty'] ?? '' })),
    accessTokenSeconds: app.accessTokenSeconds,
    hasRefreshTokens: app.hasRefreshTokens,
    hasDeviceFlow: app.hasDeviceFlow,
    refreshIdleSeconds: app.refreshIdleSeconds,
    refreshLifetimeSeconds: app.refreshLifetimeSeconds,
    scopes: app.allowedScopes as OAuthApp['scopes'],
    requiresDpop: app.requiresDpop,
    secrets: secrets.map((secret) => presentSecret(secret, now)),
    roles: roles.map(presentAssignedRole),
    mayChange,
  }
}

export const presentAppOrganizations = ({
  items,
  total,
}: Consequences['organizations']): AppOrganizationPage => ({
  items: items.map(({ organizationId, displayName, addedAt, lastUsedAt }) => ({
    ...{ id: organizationId, displayName },
    addedAt: toRfc3339(addedAt),
    lastUsedAt: toRfc3339OrNull(lastUsedAt),
  })),
  total,
})

export const presentConsequences = (
  { secrets, organizations, people, roles }: Consequences,
  now: Instant,
): AppConsequences => ({
  secrets: secrets.map((secret) => presentSecret(secret, now)),
  organizations: {
    items: organizations.items.map(({ organizationId, displayName, lastUsedAt }) => ({
      ...{ id: organizationId, displayName },
      lastUsedAt: toRfc3339OrNull(lastUsedAt),
    })),
    total: organizations.total,
  },
  people: {
    items: people.items.map(({ userId, username, givenAt, lastUsedAt }) => ({
      ...{ userId, username },
      givenAt: toRfc3339(givenAt),
      lastUsedAt: toRfc3339OrNull(lastUsedAt),
    })),
    total: people.total,
  },
  roles,
})
