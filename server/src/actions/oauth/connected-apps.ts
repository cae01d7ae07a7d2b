/** The applications that a person let in: seeing them in every organization, and taking it back. */
import type { SignedIn } from '../../domain/caller.ts'
import type { Consent } from '../../domain/oauth/grant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ConnectedApp } from '../../store/oauth/oauth-grants-store.ts'
import type { Page, Paged } from '../../store/page.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'

export type { ConnectedApp }

export const listConnectedApps = (
  { store }: Pick<Needs, 'store'>,
  { user }: SignedIn,
  page: Page,
): Promise<Paged<ConnectedApp>> => store.oauthGrants.listConnected(user.id, page)

/** All grants that came of it end with it: its refresh tokens work no more, nor do its access tokens here. */
export function withdrawConnectedApp(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  signedIn: SignedIn,
  { organizationId, appId }: Pick<Consent, 'organizationId' | 'appId'>,
): Promise<void> {
  const at = now()
  return store.change(async (tx) => {
    const key = { organizationId, appId, userId: signedIn.user.id }
    if (!(await tx.oauthGrants.removeConsent(key, at))) throw new Refusal('not_found')
    const event = auditEvent(at, signedIn, 'csp__withdraw_oauth_consent', {
      organizationId,
      target: { type: 'oauth_app', id: appId },
    })
    return { result: undefined, events: [event] }
  })
}
