/** The roles that the caller may give somebody, at least for a while: what a form of the console offers. */
import { mayGive } from '../../domain/assigning.ts'
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { existsIn, ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import { foldedForSearch, searchWords } from '../../domain/search.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Needs } from '../needs.ts'

export type GivableRole = {
  readonly serviceId: string | null
  /** Of the service, as people read it; null for an organization role. */
  readonly serviceName: string | null
  readonly name: string
  readonly displayName: string
}

export async function listGivableRoles(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  search: string,
  { offset, limit }: Page,
): Promise<Paged<GivableRole>> {
  const { authority, organization, user } = caller
  if (!permits(authority, 'members.manage'))
    throw new Refusal('forbidden', {
      detail: 'This needs the permission members.manage. Ask an organization owner for a role that has it.',
    })
  const [held, services] = await Promise.all([
    store.roles.heldBy(user.id, organization.id),
    store.services.list(organization.id),
  ])
  const at = now()
  const words = searchWords(search)
  const roles = [...organizationRoles(caller), ...services.flatMap(rolesOf)].filter(
    ({ serviceId, serviceName, name, displayName }) => {
      const text = foldedForSearch([serviceName, name, displayName].join('\n'))
      const asked = { serviceId, name, resource: null, startsAt: null, endsAt: at + 1 }
      return words.every((word) => text.includes(word)) && mayGive({ authority, held, now: at }, asked)
    },
  )
  return { items: roles.slice(offset, offset + limit), total: roles.length }
}

const organizationRoles = ({ organization }: Caller): GivableRole[] =>
  Object.entries(ORGANIZATION_ROLES)
    .filter(([name]) => existsIn(name, organization))
    .map(([name, { displayName }]) => ({ serviceId: null, serviceName: null, name, displayName }))

type Service = {
  readonly id: string
  readonly displayName: string
  readonly roles: readonly { readonly name: string; readonly displayName: string }[]
}

const rolesOf = ({ id, displayName: serviceName, roles }: Service): GivableRole[] =>
  roles.map(({ name, displayName }) => ({ serviceId: id, serviceName, name, displayName }))
