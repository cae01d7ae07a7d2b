/** Adds an app that another organization shares, so that people here can sign in to it and it can hold roles here; and removes it. */
import type { Caller } from '../../domain/caller.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { appEvent } from './app-event.ts'
import { refuseOneMoreApp } from './create-app.ts'

export async function addApp(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
): Promise<OAuthApp> {
  refuseWithout(caller, 'oauth-apps.manage')
  const { id: here } = caller.organization
  return store.change(async (tx) => {
    const asked = await tx.oauthApps.findShared(id)
    // Its owner may be taking it back at this moment: whoever is second sees what the first did.
    if (asked !== undefined) await tx.oauthApps.lock(asked.organizationId, id)
    const app = asked && (await tx.oauthApps.findShared(id))
    if (app === undefined) {
      throw new Refusal('not_found', {
        detail: 'No organization shares an OAuth app of this id. Compare it with what its owner told you.',
      })
    }
    await refuseOneMoreApp(tx, caller, settings.oauthApps.perOrganization)
    if ((await tx.oauthApps.find(here, id)) !== undefined)
      throw new Refusal('conflict', { detail: 'The organization has this OAuth app already.' })
    const at = now()
    await tx.oauthApps.addTo(here, id, { addedAt: at, addedBy: caller.user.id })
    return { result: app, events: [appEvent(at, caller, 'csp__add_oauth_app', id, { name: app.name })] }
  })
}

export async function removeAddedApp(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseWithout(caller, 'oauth-apps.manage')
  const { id: here } = caller.organization
  await store.change(async (tx) => {
    const app = await tx.oauthApps.find(here, id)
    if (app === undefined) throw new Refusal('not_found')
    if (app.organizationId === here)
      throw new Refusal('conflict', { detail: 'The OAuth app is your own. Remove it itself instead.' })
    const at = now()
    if (!(await tx.oauthApps.removeFrom(here, id, at))) throw new Refusal('not_found')
    const event = appEvent(at, caller, 'csp__remove_added_oauth_app', id, { name: app.name })
    return { result: undefined, events: [event] }
  })
}
