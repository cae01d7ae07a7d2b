/** The groups of an organization, and who is in one, for those who may see its members. */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { GroupMember, ListedGroup } from '../../domain/listed-group.ts'
import type { Page, Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'

type Lookup = Pick<Needs, 'store'>

export async function listGroups(
  { store }: Lookup,
  caller: Caller,
  search: string,
  page: Page,
): Promise<Paged<ListedGroup>> {
  refuseWithout(caller, 'members.read')
  return store.groups.list(caller.organization.id, search, page)
}

export async function findGroup({ store }: Lookup, caller: Caller, id: string): Promise<ListedGroup> {
  refuseWithout(caller, 'members.read')
  const group = await store.groups.find(caller.organization.id, id)
  if (group === undefined) throw new Refusal('not_found')
  return group
}

export async function listGroupMembers(
  needs: Lookup,
  caller: Caller,
  id: string,
  search: string,
  page: Page,
): Promise<Paged<GroupMember>> {
  await findGroup(needs, caller, id)
  return needs.store.groups.members(caller.organization.id, id, search, page)
}
