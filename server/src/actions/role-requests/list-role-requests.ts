/** The requests of the caller, or those of others that the caller may decide; and one of them, which its link opens. */
import { givableBy } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import type { RoleRequestState } from '../../domain/role-requests/role-request.ts'
import type { Page, Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf } from '../roles/giving.ts'
import { findRoleRequest, seenAs, type SeenRoleRequest } from './seen-role-request.ts'

type ListNeeds = Pick<Needs, 'store' | 'now'>

export async function listRoleRequests(
  { store, now }: ListNeeds,
  caller: Caller,
  whose: 'own' | 'others',
  state: RoleRequestState | null,
  page: Page,
): Promise<Paged<SeenRoleRequest>> {
  const { user, organization } = caller
  const at = now()
  if (whose === 'others') refuseWithout(caller, 'members.manage')
  const among =
    whose === 'own'
      ? { askedBy: user.id }
      : { notAskedBy: user.id, givable: givableBy(await giverOf(store, caller, at)) }
  const { items, total } = await store.roleRequests.list(organization.id, among, state, page, at)
  return { items: items.map((listed) => seenAs(caller, listed, at)), total }
}

export async function showRoleRequest(
  { store, now }: ListNeeds,
  caller: Caller,
  id: string,
): Promise<SeenRoleRequest> {
  return (await findRoleRequest(store, caller, id, now())).seen
}
