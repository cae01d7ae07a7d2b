/** Who is in a group. Putting somebody in gives them all that the group holds, so it is the giver's to give or it is not done. */
import type { Caller } from '../../domain/caller.ts'
import { whileBoth, type Period } from '../../domain/period.ts'
import { Refusal } from '../../domain/refusal.ts'
import { inTurns } from '../in-turns.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { isForOwnersAlone, OWNERS_ALONE } from '../owners-alone.ts'
import { giverOf, refuseGivingMore } from '../roles/giving.ts'
import { groupEvent } from './group-event.ts'

type MemberNeeds = Pick<Needs, 'store' | 'now' | 'settings'>

/** Each by id or by user name. */
export type Done = { readonly succeeded: readonly string[]; readonly failed: readonly Failed[] }
type Failed = { readonly name: string; readonly reason: string }

const NO_SUCH_MEMBER = 'There is no member of this name or id.'

/** All who can be are added, or have their period changed; the others are told, each with the reason. */
export async function addGroupMembers(
  needs: MemberNeeds,
  caller: Caller,
  groupId: string,
  names: readonly string[],
  period: Period,
): Promise<Done> {
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
    for await (const name of inTurns(new Set(names))) {
      const user = await tx.organizations.memberNamed(organizationId, name)
      if (user === undefined) {
        failed.push({ name, reason: NO_SUCH_MEMBER })
        continue
      }
      if (await isForOwnersAlone(tx, caller, user.id, at)) {
        failed.push({ name, reason: OWNERS_ALONE })
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

export async function removeGroupMember(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  groupId: string,
  userId: string,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  await store.change(async (tx) => {
    const isOwners = await isForOwnersAlone(tx, caller, userId, now())
    if (!(await tx.groups.removeMember(caller.organization.id, groupId, userId)))
      throw new Refusal('not_found')
    if (isOwners) throw new Refusal('forbidden', { detail: OWNERS_ALONE })
    const event = groupEvent(now(), caller, 'csp__remove_group_member', groupId, { userId })
    return { result: undefined, events: [event] }
  })
}

/** All who are in it are removed; the others are told. */
export async function removeGroupMembers(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  groupId: string,
  names: readonly string[],
): Promise<Done> {
  refuseWithout(caller, 'members.manage')
  const { id: organizationId } = caller.organization
  return store.change(async (tx) => {
    if ((await tx.groups.find(organizationId, groupId)) === undefined) throw new Refusal('not_found')
    const succeeded: string[] = []
    const failed: Failed[] = []
    const events = []
    for await (const name of inTurns(new Set(names))) {
      const user = await tx.organizations.memberNamed(organizationId, name)
      if (user && (await isForOwnersAlone(tx, caller, user.id, now()))) {
        failed.push({ name, reason: OWNERS_ALONE })
        continue
      }
      const isRemoved = user && (await tx.groups.removeMember(organizationId, groupId, user.id))
      if (!isRemoved) {
        failed.push({ name, reason: user ? 'Not in this group.' : NO_SUCH_MEMBER })
        continue
      }
      succeeded.push(name)
      const details = { userId: user.id, username: user.username }
      events.push(groupEvent(now(), caller, 'csp__remove_group_member', groupId, details))
    }
    return { result: { succeeded, failed }, events }
  })
}
