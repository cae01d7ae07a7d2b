/** Who and which API tokens would lose something when a group goes, or a role of it, or somebody leaves it. */
import { isOfSameRole } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleOfGroup } from '../../store/groups/groups-store.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { lossesBy, namedFor, type Losses, type Taking } from '../roles/losses.ts'

/** Null: of everyone in it; of every role that it holds. */
export type TakenFromGroup = { readonly userId: string | null; readonly role: RoleOfGroup | null }

export async function previewGroupLoss(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  groupId: string,
  { userId, role }: TakenFromGroup,
): Promise<Losses> {
  refuseWithout(caller, 'members.manage')
  const { id: organizationId } = caller.organization
  const group = await store.groups.find(organizationId, groupId)
  if (group === undefined) throw new Refusal('not_found')
  const inGroup = { id: groupId, userId }
  const [first] = await store.roles.holdersInGroup(organizationId, inGroup, { afterId: '', limit: 1 })
  if (userId !== null && first === undefined)
    throw new Refusal('not_found', { detail: 'This person is not in the group. Look at who is.' })
  const goes = (held: HeldRole): boolean =>
    held.group?.id === groupId &&
    (role === null || (isOfSameRole(held, role) && held.resource === role.resource))
  const taking: Taking = {
    holders: (part) => store.roles.holdersInGroup(organizationId, inGroup, part),
    after: (held) => held.filter((each) => !goes(each)),
  }
  return namedFor(caller.authority, await lossesBy(store, organizationId, taking, now()))
}
