/** Removes an app for good, everywhere, or an added one from the organization; and tells before what would stop. */
import type { Caller } from '../../domain/caller.ts'
import { permits } from '../../domain/authority.ts'
import type { AppOrganization, OAuthAppSecret, PersonOfApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { ownApp } from './app-authority.ts'
import { appEvent } from './app-event.ts'
import { isInForce } from './new-secret.ts'

/** What stops with an app; of an added one, what stops in this organization. */
export type AppConsequences = {
  readonly secrets: readonly OAuthAppSecret[]
  readonly organizations: Paged<AppOrganization>
  readonly people: Paged<PersonOfApp>
  /** That it holds as a machine. */
  readonly roles: number
}

const FIRST = { offset: 0, limit: 50 }

export async function previewAppRemoval(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<AppConsequences> {
  refuseWithout(caller, 'oauth-apps.manage')
  const { id: here } = caller.organization
  const app = await store.oauthApps.find(here, id)
  if (app === undefined) throw new Refusal('not_found')
  const isOwn = app.organizationId === here
  const at = now()
  const [secrets, organizations, people, roles] = await Promise.all([
    isOwn ? store.oauthApps.secretsOf(id) : [],
    isOwn ? store.oauthApps.organizationsOf(id, FIRST) : { items: [], total: 0 },
    store.oauthApps.peopleOf(id, here, FIRST),
    store.oauthApps.countRoles(id, isOwn ? null : here),
  ])
  const everyone = isOwn ? await store.oauthApps.peopleOf(id, null, { offset: 0, limit: 1 }) : people
  return {
    secrets: secrets.filter((secret) => isInForce(secret, at)),
    organizations,
    // Who the people of other organizations are is not told; nor anybody to who may not see members.
    people: { items: permits(caller.authority, 'members.read') ? people.items : [], total: everyone.total },
    roles,
  }
}

export async function removeApp(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseWithout(caller, 'oauth-apps.manage')
  await store.change(async (tx) => {
    const { name, kind } = await ownApp(tx, caller, id)
    const { total: organizations } = await tx.oauthApps.organizationsOf(id, { offset: 0, limit: 1 })
    const at = now()
    if (!(await tx.oauthApps.remove(caller.organization.id, id, at))) throw new Refusal('not_found')
    const event = appEvent(at, caller, 'csp__remove_oauth_app', id, { name, kind, organizations })
    return { result: undefined, events: [event] }
  })
}
