/** Stops an app at once, and lets it work again. Nothing of it is lost. */
import type { Caller } from '../../domain/caller.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { ownApp, refuseTouchingMore } from './app-authority.ts'
import { appEvent } from './app-event.ts'

export async function setAppDeactivated(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  isDeactivated: boolean,
): Promise<OAuthApp> {
  refuseWithout(caller, 'oauth-apps.manage')
  return store.change(async (tx) => {
    const before = await ownApp(tx, caller, id)
    if ((before.deactivatedAt !== null) === isDeactivated) return { result: before, events: [] }
    const at = now()
    // Anybody may stop it; to start it again is to have it in one's hands.
    if (!isDeactivated) await refuseTouchingMore(tx, caller, before, at)
    const stopped = isDeactivated
      ? { deactivatedAt: at, deactivatedBy: caller.user.id }
      : { deactivatedAt: null, deactivatedBy: null }
    const app = { ...before, ...stopped, changedAt: at }
    await tx.oauthApps.update(app)
    const name = isDeactivated ? 'csp__deactivate_oauth_app' : 'csp__reactivate_oauth_app'
    return { result: app, events: [appEvent(at, caller, name, id, { name: app.name })] }
  })
}
