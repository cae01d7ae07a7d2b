/** The roles that an organization has, each as somebody looking for one reads it: its own, custom ones, its services'. */
import { existsIn, ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'
import type { Organization } from '../../domain/organization.ts'
import { foldedForSearch, searchWords } from '../../domain/search.ts'
import type { Reads } from '../../store/store.ts'

export type NamedRole = {
  readonly serviceId: string | null
  /** Of the service, as people read it; null for an organization role and a custom one. */
  readonly serviceName: string | null
  readonly name: string
  readonly displayName: string
}

/** Those with all words of the search in their names or their service's. */
export async function rolesThereAre(
  { services, customRoles }: Pick<Reads, 'services' | 'customRoles'>,
  organization: Organization,
  search: string,
): Promise<NamedRole[]> {
  const ofOrganization = { serviceId: null, serviceName: null }
  const fixed = Object.entries(ORGANIZATION_ROLES)
    .filter(([name]) => existsIn(name, organization))
    .map(([name, { displayName }]) => ({ ...ofOrganization, name, displayName }))
  const custom = await customRoles.summaries(organization.id)
  const ofServices = (await services.list(organization.id)).flatMap((service) =>
    service.roles.map(({ name, displayName }) => ({
      ...{ serviceId: service.id, serviceName: service.displayName, name, displayName },
    })),
  )
  const words = searchWords(search)
  const all = [
    ...fixed,
    ...custom.map(({ name, displayName }) => ({ ...ofOrganization, name, displayName })),
    ...ofServices,
  ]
  if (words.length === 0) return all
  return all.filter(({ serviceName, name, displayName }) => {
    const text = foldedForSearch([serviceName, name, displayName].join('\n'))
    return words.every((word) => text.includes(word))
  })
}
