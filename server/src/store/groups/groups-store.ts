/** Groups of an organization: who is in them, and what they hold together. */
import type { Instant } from '../../domain/instant.ts'
import type { DescribedGroup, GroupMember, ListedGroup } from '../../domain/listed-group.ts'
import type { Assigned } from '../../domain/held-role.ts'
import type { Period } from '../../domain/period.ts'
import type { Page, Paged } from '../page.ts'

export type NewGroupMember = Period & { readonly userId: string; readonly createdAt: Instant }
/** What tells one role of a group from the others. */
export type RoleOfGroup = Pick<Assigned, 'serviceId' | 'name' | 'resource'>

export type GroupReads = {
  /** By name; those that have every word of the search in theirs. */
  list(organizationId: string, search: string, page: Page): Promise<Paged<ListedGroup>>
  find(organizationId: string, id: string): Promise<ListedGroup | undefined>
  /** By user name; those whose membership has ended, or has yet to begin, too. Found as people are. */
  members(organizationId: string, id: string, search: string, page: Page): Promise<Paged<GroupMember>>
  countOf(organizationId: string): Promise<number>
  countOfPerson(organizationId: string, userId: string): Promise<number>
}

export type GroupChanges = GroupReads & {
  /** @throws {Refusal} `conflict` when there is one of that name */
  insert(organizationId: string, group: DescribedGroup): Promise<void>
  /** Until the transaction ends, others that lock the same one wait. False when there is none. */
  lock(organizationId: string, id: string): Promise<boolean>
  describe(organizationId: string, group: Omit<DescribedGroup, 'createdAt'>): Promise<boolean>
  remove(organizationId: string, id: string): Promise<boolean>
  /** Or changes the period of who is in it already. */
  putMember(organizationId: string, id: string, member: NewGroupMember): Promise<void>
  removeMember(organizationId: string, id: string, userId: string): Promise<boolean>
  /** Or changes the period of what it holds already. */
  putRole(organizationId: string, id: string, role: Assigned): Promise<void>
  removeRole(organizationId: string, id: string, role: RoleOfGroup): Promise<boolean>
}
