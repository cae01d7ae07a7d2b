/** What a group holds. Giving it a role gives it to everyone in it, now and later. */
import { isSameRole, type AskedRole } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleOfGroup } from '../../store/groups/groups-store.ts'
import { inTurns } from '../in-turns.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf, refuseGivingMore } from '../roles/giving.ts'
import { permissionsOf, refuseUnlessForOthers } from '../roles/sound-role.ts'
import { groupRoleEvent } from './group-event.ts'

type GiveNeeds = Pick<Needs, 'store' | 'now' | 'settings'>

/** Or changes the period of a role that it holds. */
export async function giveGroupRole(
  needs: GiveNeeds,
  caller: Caller,
  groupId: string,
  role: AskedRole,
): Promise<void> {
  const { store, now } = needs
  const { organization } = caller
  refuseWithout(caller, 'members.manage')
  const group = await store.groups.find(organization.id, groupId)
  if (group === undefined) throw new Refusal('not_found')
  await refuseUnlessSuitable(needs, caller, group.roles, [role])
  await store.change(async (tx) => {
    await tx.groups
      .putRole(organization.id, groupId, { ...role, createdAt: now() })
      .catch(refuseUnknownGroupRole)
    return {
      result: undefined,
      events: [groupRoleEvent(now(), caller, 'csp__assign_group_role', groupId, role)],
    }
  })
}

export async function takeGroupRole(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  groupId: string,
  role: RoleOfGroup,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  await store.change(async (tx) => {
    if (!(await tx.groups.removeRole(caller.organization.id, groupId, role))) throw new Refusal('not_found')
    return {
      result: undefined,
      events: [groupRoleEvent(now(), caller, 'csp__remove_group_role', groupId, role)],
    }
  })
}

/**
 * What a group that holds some roles may get beside them.
 * @throws {Refusal} for a role that no group holds, that there is not, that is not the caller's to give, or is one too many
 */
export async function refuseUnlessSuitable(
  needs: GiveNeeds,
  caller: Caller,
  held: readonly RoleOfGroup[],
  asked: readonly AskedRole[],
): Promise<void> {
  const { store, now, settings } = needs
  refuseUnlessForOthers('A group', asked)
  let rights = 0
  const kept = held.filter((role) => !asked.some((each) => isSameRole(each, role)))
  for await (const role of inTurns([...asked, ...kept])) {
    rights += 1 + (await permissionsOf(needs, caller.organization, role)).length
  }
  refuseGivingMore(await giverOf(store, caller, now()), asked)
  if (rights > settings.groups.rights) {
    throw new Refusal('limit_reached', {
      detail: `A group may hold ${settings.groups.rights} rights: roles, and the permissions of each. Make a second group.`,
    })
  }
}

/** The database knows which custom roles there are: it refuses to refer to others. */
export function refuseUnknownGroupRole(error: unknown): never {
  if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  throw new Refusal('not_found', {
    detail: 'There is no such role, or the group is gone. Look at the roles that there are, and try again.',
    cause: error,
  })
}
