/** What stops when a person is disabled or removed, computed before: nobody should learn it from what broke. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { givenRoles } from '../../domain/person.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { LiveApiToken } from '../../store/people/directory-store.ts'
import type { Needs } from '../needs.ts'
import { findPerson, findToTouch } from './touched-person.ts'

export type Consequences = {
  /** Names of somebody else's only for those who may see them; the total for whoever may remove them. */
  readonly apiTokens: Paged<LiveApiToken>
  readonly roles: number
  /** The groups that a role is held through. */
  readonly groups: number
  /** OAuth apps that the person let in, and secrets of the organization's own that they made, and may know. */
  readonly oauthApps: { readonly letIn: number; readonly secretsMade: number }
}

/** Of anyone whom the caller may touch, and of oneself. */
export async function showConsequences(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  userId: string,
  page: Page,
): Promise<Consequences> {
  const at = now()
  const isOwn = userId === caller.user.id
  const { roles } = await (isOwn ? findPerson : findToTouch)(store, caller, userId, at)
  const { items, total } = await store.people.liveApiTokens(caller.organization.id, userId, page, at)
  const maySee = isOwn || permits(caller.authority, 'api-tokens.read')
  const given = givenRoles(roles, at)
  return {
    apiTokens: { items: maySee ? items : [], total },
    roles: given.filter(({ group }) => group === null).length,
    groups: new Set(given.flatMap(({ group }) => group?.id ?? [])).size,
    oauthApps: await store.oauthApps.countOfPerson(caller.organization.id, userId, at),
  }
}
