/** Puts other words and permissions in place of a custom role's. Whoever holds it has the new ones from the next exchange on. */
import type { Caller } from '../../domain/caller.ts'
import type { ListedCustomRole, PermissionsOfService } from '../../domain/custom-role.ts'
import { Refusal } from '../../domain/refusal.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf } from '../roles/giving.ts'
import { keptWords, type CustomRoleWords } from './create-custom-role.ts'
import { customRoleEvent, permissionDetails } from './custom-role-event.ts'
import { eachOnce, refusePuttingIn, refuseUnknown } from './sound-permissions.ts'

export async function editCustomRole(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  name: string,
  { services: asked, ...given }: CustomRoleWords & { readonly services: readonly PermissionsOfService[] },
  refuseUnread: (present: ListedCustomRole) => void = () => {},
): Promise<ListedCustomRole> {
  refuseWithout(caller, 'members.manage')
  const services = eachOnce(asked)
  const words = keptWords(given)
  const { id: organizationId } = caller.organization
  return store.change(async (tx) => {
    // Two at once: the second is judged by what the first left, or it would put back what the first took out.
    await tx.customRoles.lock(organizationId, name)
    const before = await tx.customRoles.find(organizationId, name)
    if (before === undefined) throw new Refusal('not_found')
    refuseUnread(before)
    await refuseUnknown(tx, organizationId, services)
    const at = now()
    refusePuttingIn(await giverOf(tx, caller, at), before.services, services)
    const after = { ...before, ...words, services }
    await tx.customRoles.redefine(organizationId, after, at)
    const { displayName, holders } = after
    const details = { displayName, holders, ...permissionDetails(before.services, services) }
    return { result: after, events: [customRoleEvent(at, caller, 'csp__edit_custom_role', name, details)] }
  })
}
