/** Removes a custom role: people and groups who hold it lose it at the next exchange. Its name stays taken. */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { customRoleEvent, permissionDetails } from './custom-role-event.ts'

export async function removeCustomRole(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  name: string,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  const { id: organizationId } = caller.organization
  await store.change(async (tx) => {
    const role = await tx.customRoles.find(organizationId, name)
    if (role === undefined || !(await tx.customRoles.remove(organizationId, name)))
      throw new Refusal('not_found')
    const { displayName, holders, services } = role
    const details = { displayName, holders, ...permissionDetails(services, []) }
    return {
      result: undefined,
      events: [customRoleEvent(now(), caller, 'csp__remove_custom_role', name, details)],
    }
  })
}
