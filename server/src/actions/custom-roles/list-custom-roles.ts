/** The custom roles of an organization, for those who may see what its members hold. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { ListedCustomRole } from '../../domain/custom-role.ts'
import { Refusal } from '../../domain/refusal.ts'
import { foldedForSearch, searchWords } from '../../domain/search.ts'
import type { CustomRoleSummary } from '../../store/custom-roles/custom-roles-store.ts'
import { boundedPage, type Page, type Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'

/** By name; those that have every word of the search in their names or their description. */
export async function listCustomRoles(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  search: string,
  page: Page,
): Promise<Paged<ListedCustomRole>> {
  refuseWithout(caller, 'members.read')
  const { id } = caller.organization
  const words = searchWords(search)
  const names = (await store.customRoles.summaries(id)).flatMap(({ name, displayName, description }) => {
    const text = foldedForSearch([name, displayName, description].join('\n'))
    return words.every((word) => text.includes(word)) ? [name] : []
  })
  const items = await boundedPage(page, ({ offset, limit }) =>
    store.customRoles.named(id, names.slice(offset, offset + limit)),
  )
  return { items, total: names.length }
}

/** What they are called; none for who may not see what members hold. */
export const nameCustomRoles = async (
  { store }: Pick<Needs, 'store'>,
  { authority, organization }: Caller,
): Promise<CustomRoleSummary[]> =>
  permits(authority, 'members.read') ? store.customRoles.summaries(organization.id) : []

export async function findCustomRole(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  name: string,
): Promise<ListedCustomRole> {
  refuseWithout(caller, 'members.read')
  const role = await store.customRoles.find(caller.organization.id, name)
  if (role === undefined) throw new Refusal('not_found')
  return role
}
