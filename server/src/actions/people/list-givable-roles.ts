/** The roles that the caller may give somebody, at least for a while: what a form of the console offers. */
import { mayGive } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { existsIn, ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'
import { foldedForSearch, searchWords } from '../../domain/search.ts'
import type { Page, Paged } from '../../store/page.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf } from '../roles/giving.ts'

export type GivableRole = {
  readonly serviceId: string | null
  /** Of the service, as people read it; null for an organization role and for a custom role. */
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
  refuseWithout(caller, 'members.manage')
  const at = now()
  const [giver, services, custom] = await Promise.all([
    giverOf(store, caller, at),
    store.services.list(caller.organization.id),
    store.customRoles.summaries(caller.organization.id),
  ])
  const words = searchWords(search)
  const isGivable = mayGive(giver)
  const all = [...organizationRoles(caller), ...custom.map(ofNoService), ...services.flatMap(rolesOf)]
  const roles = all.filter(({ serviceId, serviceName, name, displayName }) => {
    if (!isGivable({ serviceId, name, resource: null, startsAt: null, endsAt: at + 1 })) return false
    if (words.length === 0) return true
    const text = foldedForSearch([serviceName, name, displayName].join('\n'))
    return words.every((word) => text.includes(word))
  })
  return { items: roles.slice(offset, offset + limit), total: roles.length }
}

const organizationRoles = ({ organization }: Caller): GivableRole[] =>
  Object.entries(ORGANIZATION_ROLES)
    .filter(([name]) => existsIn(name, organization))
    .map(([name, { displayName }]) => ofNoService({ name, displayName }))

const ofNoService = ({ name, displayName }: Pick<GivableRole, 'name' | 'displayName'>): GivableRole => ({
  ...{ serviceId: null, serviceName: null, name, displayName },
})

type Service = {
  readonly id: string
  readonly displayName: string
  readonly roles: readonly { readonly name: string; readonly displayName: string }[]
}

const rolesOf = ({ id, displayName: serviceName, roles }: Service): GivableRole[] =>
  roles.map(({ name, displayName }) => ({ serviceId: id, serviceName, name, displayName }))
