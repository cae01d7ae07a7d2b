/** Makes, changes and removes groups. Who is removed from one this way loses what only it gave, at the next exchange. */
import { randomUuid } from '../../crypto/random.ts'
import { isSameRole, type AskedRole } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ListedGroup } from '../../domain/listed-group.ts'
import type { RoleOfGroup } from '../../store/groups/groups-store.ts'
import { keptDescription, keptLine, LONGEST } from '../kept-text.ts'
import { inTurns } from '../in-turns.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { groupEvent, groupRoleEvent } from './group-event.ts'
import { refuseUnknownGroupRole, refuseUnlessSuitable } from './group-roles.ts'

export type GroupWords = { readonly displayName: string; readonly description?: string | null | undefined }

const keptWords = ({ displayName, description }: GroupWords) => ({
  displayName: keptLine(displayName, 'displayName', LONGEST.name),
  description: keptDescription(description) ?? '',
})

/** With roles from the beginning, or none. */
export async function createGroup(
  needs: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  given: GroupWords,
  roles: readonly AskedRole[] = [],
): Promise<ListedGroup> {
  const { store, now, settings } = needs
  refuseWithout(caller, 'members.manage')
  const group = { ...keptWords(given), id: randomUuid(), createdAt: now() }
  await refuseUnlessSuitable(needs, caller, [], roles)
  const assigned = roles.map((role) => ({ ...role, createdAt: group.createdAt }))
  const { id: organizationId } = caller.organization
  await store.change(async (tx) => {
    const most = settings.groups.perOrganization
    if ((await tx.groups.countOf(organizationId)) >= most) {
      throw new Refusal('limit_reached', {
        detail: `An organization may have ${most} groups. Remove one that is not needed any more.`,
      })
    }
    await tx.groups.insert(organizationId, group).catch(refuseTaken)
    const { id, displayName, createdAt: at } = group
    const events = [groupEvent(at, caller, 'csp__create_group', id, { displayName })]
    for await (const role of inTurns(assigned)) {
      await tx.groups.putRole(organizationId, id, role).catch(refuseUnknownGroupRole)
      events.push(groupRoleEvent(at, caller, 'csp__assign_group_role', id, role))
    }
    return { result: undefined, events }
  })
  return { ...group, memberCount: 0, roles: assigned }
}

export async function describeGroup(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  given: GroupWords,
  refuseUnread: (present: ListedGroup) => void = () => {},
): Promise<ListedGroup> {
  refuseWithout(caller, 'members.manage')
  const words = keptWords(given)
  const { id: organizationId } = caller.organization
  return store.change(async (tx) => {
    await tx.groups.lock(organizationId, id)
    const before = await tx.groups.find(organizationId, id)
    if (before === undefined) throw new Refusal('not_found')
    refuseUnread(before)
    await tx.groups.describe(organizationId, { id, ...words }).catch(refuseTaken)
    const events = [groupEvent(now(), caller, 'csp__edit_group', id, words)]
    return { result: { ...before, ...words }, events }
  })
}

export type GroupChange = {
  /** What is left out stays. */
  readonly words: Partial<GroupWords>
  /** Or held for another period. */
  readonly give: readonly AskedRole[]
  /** What is not held is nothing to take. */
  readonly take: readonly RoleOfGroup[]
}

/** Words and roles at once: all of it, or nothing. */
export async function changeGroup(
  needs: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
  { words, give, take }: GroupChange,
): Promise<void> {
  const { store, now } = needs
  const { id: organizationId } = caller.organization
  refuseWithout(caller, 'members.manage')
  const group = await store.groups.find(organizationId, id)
  if (group === undefined) throw new Refusal('not_found')
  const isLeft = (role: RoleOfGroup): boolean => !take.some((taken) => isSameRole(taken, role))
  await refuseUnlessSuitable(needs, caller, group.roles.filter(isLeft), give)
  const { displayName, description } = group
  const kept = keptWords({ displayName, description, ...words })
  const at = now()
  await store.change(async (tx) => {
    if (!(await tx.groups.describe(organizationId, { id, ...kept }).catch(refuseTaken)))
      throw new Refusal('not_found')
    const isDescribed = kept.displayName !== displayName || kept.description !== description
    const events = isDescribed ? [groupEvent(at, caller, 'csp__edit_group', id, kept)] : []
    for await (const role of inTurns(give)) {
      await tx.groups.putRole(organizationId, id, { ...role, createdAt: at }).catch(refuseUnknownGroupRole)
      events.push(groupRoleEvent(at, caller, 'csp__assign_group_role', id, role))
    }
    for await (const role of inTurns(take)) {
      if (await tx.groups.removeRole(organizationId, id, role))
        events.push(groupRoleEvent(at, caller, 'csp__remove_group_role', id, role))
    }
    return { result: undefined, events }
  })
}

export async function removeGroup(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  await store.change(async (tx) => {
    const group = await tx.groups.find(caller.organization.id, id)
    if (group === undefined || !(await tx.groups.remove(caller.organization.id, id)))
      throw new Refusal('not_found')
    const { displayName, memberCount } = group
    const details = { displayName, memberCount, roles: group.roles.map(({ name }) => name) }
    return { result: undefined, events: [groupEvent(now(), caller, 'csp__remove_group', id, details)] }
  })
}

function refuseTaken(error: unknown): never {
  if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  const detail = 'There is a group of this name already. Choose another name.'
  throw new Refusal('name_taken', { detail, fields: { displayName: detail }, cause: error })
}
