/** The roles that can be asked for, each with whether there is somebody who could approve it now. */
import type { Caller } from '../../domain/caller.ts'
import { isNamedOnly } from '../../domain/organization-roles.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Needs } from '../needs.ts'
import { rolesThereAre, type NamedRole } from '../roles/roles-there-are.ts'
import { findApprovers, mayDecide } from './deciders.ts'

export type RequestableRole = NamedRole & { readonly canBeApproved: boolean }

export async function listRequestableRoles(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  { user, organization }: Caller,
  search: string,
  { offset, limit }: Page,
): Promise<Paged<RequestableRole>> {
  const at = now()
  const [found, held, { among, areAll }] = await Promise.all([
    rolesThereAre(store, organization, search),
    store.roles.heldBy(user.id, organization.id),
    findApprovers(store, organization.id, user.id, at),
  ])
  const roles = found.filter(({ serviceId, name }) => serviceId !== null || !isNamedOnly(name))
  const items = roles.slice(offset, offset + limit).map((role) => ({
    ...role,
    canBeApproved:
      !areAll || among.some(({ decider }) => mayDecide(decider, held, { ...role, resource: null }, at)),
  }))
  return { items, total: roles.length }
}
