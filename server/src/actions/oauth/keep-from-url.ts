/** What an application that publishes itself leaves here once somebody lets it in: its row, and that the organization has it. */
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { SignedIn } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import type { Settings } from '../needs.ts'

/** True when it is the first of the organization who does. @throws {Refusal} `limit_reached` */
export async function keepFromUrl(
  tx: Pick<Changes, 'oauthApps' | 'organizations'>,
  app: OAuthApp,
  organizationId: string,
  at: Instant,
  { oauthApps }: Pick<Settings, 'oauthApps'>,
): Promise<boolean> {
  const isNew = await tx.oauthApps.keepFromUrl(app, organizationId, at)
  if (!isNew) return false
  await tx.organizations.lock(organizationId)
  if ((await tx.oauthApps.countOf(organizationId, 'from_url')) <= oauthApps.perOrganization) return true
  throw new Refusal('limit_reached', {
    detail: `People of an organization can let in ${oauthApps.perOrganization} applications that are not registered here. An owner can remove one that is not needed any more.`,
  })
}

export const appAddedEvent = (
  at: Instant,
  signedIn: SignedIn,
  organizationId: string,
  { id, name }: Pick<OAuthApp, 'id' | 'name'>,
): AuditEvent =>
  auditEvent(at, signedIn, 'csp__add_oauth_app', {
    organizationId,
    target: { type: 'oauth_app', id },
    details: { name },
  })
