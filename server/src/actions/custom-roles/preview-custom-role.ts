/** Who and which API tokens would lose something by other permissions of a custom role, or with it. */
import type { Caller } from '../../domain/caller.ts'
import { heldAfter, type PermissionsOfService } from '../../domain/custom-role.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { lossesBy, namedFor, type Losses, type Taking } from '../roles/losses.ts'
import { findCustomRole } from './list-custom-roles.ts'
import { eachOnce } from './sound-permissions.ts'

/** Null: it is removed. */
export async function previewCustomRole(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  name: string,
  services: readonly PermissionsOfService[] | null,
): Promise<Losses> {
  refuseWithout(caller, 'members.manage')
  const becomes = services && eachOnce(services)
  const role = await findCustomRole({ store }, caller, name)
  const { id } = caller.organization
  const ids = new Set<string | null>(role.services.map(({ serviceId }) => serviceId))
  const taking: Taking = {
    holders: (part) => store.roles.holdersOfCustomRole(id, name, part),
    machines: (part) => store.roles.machinesOfCustomRole(id, name, part),
    among: (held) => held.filter(({ serviceId }) => ids.has(serviceId)),
    after: (held) => heldAfter(held, name, becomes),
  }
  return namedFor(caller.authority, await lossesBy(store, id, taking, now()))
}
