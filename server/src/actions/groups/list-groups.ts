/** The groups of an organization, and who is in one, for those who may see its members. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { GroupMember, ListedGroup } from '../../domain/listed-group.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Needs } from '../needs.ts'

type Lookup = Pick<Needs, 'store'>

export async function listGroups(
  { store }: Lookup,
  caller: Caller,
  search: string,
  page: Page,
): Promise<Paged<ListedGroup>> {
  refuseUnlessReading(caller)
  return store.groups.list(caller.organization.id, search, page)
}

export async function findGroup({ store }: Lookup, caller: Caller, id: string): Promise<ListedGroup> {
  refuseUnlessReading(caller)
  const group = await store.groups.find(caller.organization.id, id)
  if (group === undefined) throw new Refusal('not_found')
  return group
}

export async function listGroupMembers(
  needs: Lookup,
  caller: Caller,
  id: string,
  page: Page,
): Promise<Paged<GroupMember>> {
  await findGroup(needs, caller, id)
  return needs.store.groups.members(caller.organization.id, id, page)
}

function refuseUnlessReading({ authority }: Caller): void {
  if (permits(authority, 'members.read')) return
  throw new Refusal('forbidden', {
    detail: 'This needs the permission members.read. Ask an organization owner or administrator.',
  })
}
