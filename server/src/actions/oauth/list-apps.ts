/** The OAuth apps that the organization has, for those who may see them: its own whole, of added ones what they do here. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { eachRoleOnce } from '../../domain/assigning.ts'
import type { GatheredEvent } from '../../domain/gathered-event.ts'
import type { AssignedRole } from '../../domain/held-role.ts'
import type { AppHere, AppOrganization, OAuthApp, OAuthAppSecret } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Page, Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { mayTouch } from './app-authority.ts'
import { givenAs } from './app-roles.ts'

type Lookup = Pick<Needs, 'store'>

export type ListedApp = { readonly app: OAuthApp; readonly here: AppHere }

export type ShownApp = ListedApp & {
  /** Of the organization's own; newest first. */
  readonly secrets: readonly OAuthAppSecret[]
  /** What it holds here as a machine. */
  readonly roles: readonly AssignedRole[]
  readonly mayChange: boolean
}

export async function listApps(
  { store }: Lookup,
  caller: Caller,
  search: string,
  page: Page,
): Promise<Paged<ListedApp>> {
  refuseWithout(caller, 'oauth-apps.read')
  const { id: organizationId } = caller.organization
  const { items, total } = await store.oauthApps.list(organizationId, search, page)
  const here = await store.oauthApps.here(
    organizationId,
    items.map(({ id }) => id),
  )
  return { items: items.flatMap((app) => listed(app, here.get(app.id))), total }
}

const listed = (app: OAuthApp, here: AppHere | undefined): ListedApp[] =>
  here === undefined ? [] : [{ app, here }]

export async function showApp(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<ShownApp> {
  refuseWithout(caller, 'oauth-apps.read')
  const { id: organizationId } = caller.organization
  const app = await store.oauthApps.find(organizationId, id)
  const here = app && (await store.oauthApps.here(organizationId, [id])).get(id)
  if (app === undefined || here === undefined) throw new Refusal('not_found')
  const isOwn = app.organizationId === organizationId
  const [secrets, roles] = await Promise.all([
    isOwn ? store.oauthApps.secretsOf(id) : [],
    store.oauthApps.rolesOf(organizationId, id),
  ])
  const mayChange =
    isOwn && permits(caller.authority, 'oauth-apps.manage') && (await mayTouch(store, caller, app, now()))
  return { app, here, secrets, roles: eachRoleOnce(roles.map(givenAs)), mayChange }
}

/** Why it was not recognised, or got no token: anybody who knows its id adds to them. Its owner's to know. */
export async function listAppRefusals(
  { store }: Lookup,
  caller: Caller,
  appId: string,
  page: Page,
): Promise<Paged<GatheredEvent>> {
  refuseWithout(caller, 'oauth-apps.read')
  const { id: organizationId } = caller.organization
  if ((await store.oauthApps.find(organizationId, appId)) === undefined) throw new Refusal('not_found')
  return store.gatheredEvents.listForApp({ organizationId, appId }, ['client_refused', 'grant_refused'], page)
}

/** Who else has it is its owner's to know. */
export async function listAppOrganizations(
  { store }: Lookup,
  caller: Caller,
  id: string,
  page: Page,
): Promise<Paged<AppOrganization>> {
  refuseWithout(caller, 'oauth-apps.read')
  const app = await store.oauthApps.find(caller.organization.id, id)
  if (app === undefined) throw new Refusal('not_found')
  if (app.organizationId === caller.organization.id) return store.oauthApps.organizationsOf(id, page)
  throw new Refusal('not_possible', {
    detail: 'The OAuth app belongs to another organization, which alone sees who has it.',
  })
}
