/**
 * A person lets an app in: what they allowed is remembered, and a grant begins, which ends whatever comes of it. The
 * organization is fixed here; what the app may do there is computed at each issue.
 */
import { randomUuid } from '../../crypto/random.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { SignedIn } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { coversConsent, widenedConsent } from '../../domain/oauth/consent.ts'
import type { Grant } from '../../domain/oauth/grant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'

export type AllowedApp = Pick<Grant, 'organizationId' | 'scope' | 'resources' | 'dpopThumbprint'> & {
  readonly app: OAuthApp
  /** It has to be redeemed by then. */
  readonly redeemedBy: Instant
  /** What else is told of it. */
  readonly details?: AuditEvent['details']
}

/** RFC 8176: a password, which is all that anybody signs in with. */
const BY_PASSWORD = 'pwd'

/** Of one person and app: each sign-in makes one, and whoever signs in again and again loses the oldest. */
const MOST_GRANTS = 100

/** In the change that hands the code over. @throws {Refusal} `conflict` when the app or the membership is gone */
export async function allowApp(
  tx: Pick<Changes, 'oauthGrants'>,
  signedIn: SignedIn,
  { app, redeemedBy, details, ...allowed }: AllowedApp,
  at: Instant,
): Promise<{ readonly grant: Grant; readonly event: AuditEvent }> {
  const { user, session } = signedIn
  const key = { organizationId: allowed.organizationId, appId: app.id, userId: user.id }
  const remembered = await tx.oauthGrants.findConsent(key)
  const isRemembered = coversConsent(remembered, allowed.scope, app.allowedScopes)
  if (!isRemembered)
    await tx.oauthGrants.putConsent({
      ...key,
      ...widenedConsent(remembered, allowed.scope, app.allowedScopes),
      givenAt: at,
      lastUsedAt: null,
    })
  const expiresAt = app.hasRefreshTokens
    ? at + app.refreshLifetimeSeconds * 1000
    : redeemedBy + app.accessTokenSeconds * 1000
  const grant: Grant = {
    ...{ ...key, ...allowed, id: randomUuid() },
    ...{ authenticatedAt: session.authenticatedAt, authenticatedBy: BY_PASSWORD, sessionId: session.id },
    ...{ createdAt: at, expiresAt, revokedAt: null, lastUsedAt: null },
  }
  await tx.oauthGrants.insert(grant)
  await tx.oauthGrants.keepNewest(key, MOST_GRANTS)
  return {
    grant,
    event: auditEvent(at, signedIn, 'csp__allow_oauth_app', {
      organizationId: grant.organizationId,
      target: { type: 'oauth_app', id: app.id },
      details: { ...details, grantId: grant.id, scope: grant.scope, isRemembered },
    }),
  }
}
