/** The people of an organization and their roles, for those who may see them. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { heldAt } from '../../domain/held-role.ts'
import type { Member } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { subjectOf, type User } from '../../domain/user.ts'
import type { Page, Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'

type MemberNeeds = Pick<Needs, 'store' | 'now'>
const MOST_FOUND = 20

/** Everyone, or those who hold a role of one service now. */
export async function listMembers(
  { store, now }: MemberNeeds,
  caller: Caller,
  page: Page,
  serviceId?: string,
): Promise<Paged<Member>> {
  refuseWithout(caller, 'members.read')
  const at = now()
  const among = serviceId === undefined ? undefined : { serviceId, at }
  const { items, total } = await store.organizations.members(caller.organization.id, page, among)
  return { items: withRolesHeld(items, at), total }
}

/** Oneself, or anyone in the organization for those who may see its members. */
export async function findMember(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  userId: string,
): Promise<User> {
  if (userId === caller.user.id || userId === subjectOf(caller.user)) return caller.user
  const member = permits(caller.authority, 'members.read')
    ? await store.organizations.findMember(caller.organization.id, userId)
    : undefined
  if (member === undefined) throw new Refusal('not_found')
  return member.user
}

/** At most 20, by a part of a name or an e-mail address. */
export async function searchMembers(
  { store, now }: MemberNeeds,
  caller: Caller,
  term: string,
): Promise<Member[]> {
  refuseWithout(caller, 'members.read')
  return withRolesHeld(
    await store.organizations.searchMembers(caller.organization.id, term, MOST_FOUND),
    now(),
  )
}

const withRolesHeld = (members: readonly Member[], now: number): Member[] =>
  members.map(({ user, roles }) => ({ user, roles: heldAt(roles, now) }))
