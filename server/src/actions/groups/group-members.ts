/** Who is in a group. Putting somebody in gives them all that the group holds, so it is the giver's to give or it is not done. */
import type { Caller } from '../../domain/caller.ts'
import { whileBoth, type Period } from '../../domain/period.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import type { Changes } from '../../store/store.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf, refuseGivingMore } from '../roles/giving.ts'
import { groupEvent } from './edit-groups.ts'

type MemberNeeds = Pick<Needs, 'store' | 'now' | 'settings'>

/** Each by id or by user name. */
export type Added = { readonly succeeded: readonly string[]; readonly failed: readonly Failed[] }
export type Failed = { readonly name: string; readonly reason: string }

/** All who can be are added, or have their period changed; the others are told, each with the reason. */
export async function addGroupMembers(
  needs: MemberNeeds,
  caller: Caller,
  groupId: string,
  names: readonly string[],
  period: Period,
): Promise<Added> {
  const { store, now, settings } = needs
  refuseWithout(caller, 'members.manage')
  if (period.startsAt !== null && period.endsAt !== null && period.startsAt >= period.endsAt) {
    throw new Refusal('role_invalid', {
      detail: 'The membership would end before it begins. Change one of the two.',
    })
  }
  const { id: organizationId } = caller.organization
  const group = await store.groups.find(organizationId, groupId)
  if (group === undefined) throw new Refusal('not_found')
  const at = now()
  refuseGivingMore(
    await giverOf(store, caller, at),
    group.roles.map((role) => ({ ...role, ...whileBoth(role, period) })),
  )
  return store.change(async (tx) => {
    const succeeded: string[] = []
    const failed: Failed[] = []
    const events = []
    for (const name of new Set(names)) {
      const user = await memberNamed(tx, organizationId, name)
      if (user === undefined) {
        failed.push({ name, reason: 'There is no member of this name or id.' })
        continue
      }
      if ((await tx.groups.countOfPerson(organizationId, user.id)) >= settings.groups.perPerson) {
        failed.push({ name, reason: `A person may be in ${settings.groups.perPerson} groups.` })
        continue
      }
      await tx.groups.putMember(organizationId, groupId, { ...period, userId: user.id, createdAt: at })
      succeeded.push(name)
      const details = { userId: user.id, username: user.username, ...period }
      events.push(groupEvent(at, caller, 'csp__add_group_member', groupId, details))
    }
    const { memberCount } = (await tx.groups.find(organizationId, groupId)) ?? { memberCount: 0 }
    if (memberCount > settings.groups.members) {
      throw new Refusal('limit_reached', {
        detail: `A group may have ${settings.groups.members} members. Remove some, or make a second group.`,
      })
    }
    return { result: { succeeded, failed }, events }
  })
}

async function memberNamed(
  tx: Pick<Changes, 'organizations' | 'users'>,
  organizationId: string,
  name: string,
): Promise<User | undefined> {
  const byId = await tx.organizations.findMember(organizationId, name)
  if (byId !== undefined) return byId.user
  const found = await tx.users.findCredentials(name)
  return found && (await tx.organizations.findMember(organizationId, found.user.id))?.user
}

export async function removeGroupMember(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  groupId: string,
  userId: string,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  await store.change(async (tx) => {
    if (!(await tx.groups.removeMember(caller.organization.id, groupId, userId)))
      throw new Refusal('not_found')
    const event = groupEvent(now(), caller, 'csp__remove_group_member', groupId, { userId })
    return { result: undefined, events: [event] }
  })
}
