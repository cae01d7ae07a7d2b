/** What a group holds. Giving it a role gives it to everyone in it, now and later. */
import type { AskedRole } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { isNamedOnly } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleOfGroup } from '../../store/groups/groups-store.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf, refuseGivingMore } from '../roles/giving.ts'
import { permissionsOf } from '../roles/sound-role.ts'
import { groupEvent } from './edit-groups.ts'

/** Or changes the period of a role that it holds. */
export async function giveGroupRole(
  needs: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  groupId: string,
  role: AskedRole,
): Promise<void> {
  const { store, now, settings } = needs
  const { organization } = caller
  refuseWithout(caller, 'members.manage')
  const group = await store.groups.find(organization.id, groupId)
  if (group === undefined) throw new Refusal('not_found')
  if (role.serviceId === null && isNamedOnly(role.name)) {
    throw new Refusal('role_invalid', {
      detail: `A group can't hold ${role.name}: it is given to persons one by one, so that it is always known who holds it.`,
    })
  }
  if (role.startsAt !== null && role.endsAt !== null && role.startsAt >= role.endsAt) {
    throw new Refusal('role_invalid', {
      detail: 'The role would end before it begins. Change one of the two.',
    })
  }
  const permissions = await permissionsOf(needs, organization, role)
  refuseGivingMore(await giverOf(store, caller, now()), [role])
  let rights = 1 + permissions.length
  for (const held of group.roles) rights += 1 + (await permissionsOf(needs, organization, held)).length
  if (rights > settings.groups.rights) {
    throw new Refusal('limit_reached', {
      detail: `A group may hold ${settings.groups.rights} rights: roles, and the permissions of each. Make a second group.`,
    })
  }
  await store.change(async (tx) => {
    await tx.groups.putRole(organization.id, groupId, { ...role, createdAt: now() }).catch(refuseUnknown)
    return { result: undefined, events: [roleEvent(now(), caller, 'csp__assign_group_role', groupId, role)] }
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
    return { result: undefined, events: [roleEvent(now(), caller, 'csp__remove_group_role', groupId, role)] }
  })
}

/** The database knows which custom roles there are: it refuses to refer to others. */
function refuseUnknown(error: unknown): never {
  if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  throw new Refusal('not_found', {
    detail: 'There is no such role, or the group is gone. Look at the roles that there are, and try again.',
    cause: error,
  })
}

const roleEvent = (
  at: number,
  caller: Caller,
  name: 'csp__assign_group_role' | 'csp__remove_group_role',
  groupId: string,
  role: RoleOfGroup & Partial<AskedRole>,
) => {
  const { serviceId, name: named, resource, startsAt = null, endsAt = null } = role
  return groupEvent(at, caller, name, groupId, { role: named, serviceId, resource, startsAt, endsAt })
}
