/** The roles that the caller may give somebody, at least for a while: what a form of the console offers. */
import { mayGive } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Page, Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf } from '../roles/giving.ts'
import { rolesThereAre, type NamedRole } from '../roles/roles-there-are.ts'

export async function listGivableRoles(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  search: string,
  { offset, limit }: Page,
): Promise<Paged<NamedRole>> {
  refuseWithout(caller, 'members.manage')
  const at = now()
  const [giver, found] = await Promise.all([
    giverOf(store, caller, at),
    rolesThereAre(store, caller.organization, search),
  ])
  const isGivable = mayGive(giver)
  const roles = found.filter(({ serviceId, name }) =>
    isGivable({ serviceId, name, resource: null, startsAt: null, endsAt: at + 1 }),
  )
  return { items: roles.slice(offset, offset + limit), total: roles.length }
}
