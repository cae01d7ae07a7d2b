/** Allowed scopes as a list of short phrases, for a table cell and a token's page. It never leaves anything out. */
import type { Scopes } from '@countersign/api'
import type { ScopeNames } from './names.ts'

type Selection = Scopes['organization']

export function scopesInWords(scopes: Scopes, names: ScopeNames): string[] {
  const { allRoles, organization, services, openId, administration } = scopes
  const phrases: string[] = []
  if (allRoles) phrases.push('All roles')
  phrases.push(...selectionInWords(organization, null, names))
  for (const { serviceId, ...selection } of services) {
    const inService = selectionInWords(selection, serviceId, names)
    if (inService.length > 0) phrases.push(`${names.service(serviceId)}: ${inService.join(', ')}`)
  }
  if (administration) phrases.push('May administer Countersign')
  if (openId) phrases.push('OpenID')
  return phrases.length === 0 ? ['Nothing'] : phrases
}

function selectionInWords(
  { allRoles, allPermissions, roles, permissions }: Selection,
  serviceId: string | null,
  names: ScopeNames,
): string[] {
  return [
    ...(allRoles ? [serviceId === null ? 'All organization roles' : 'all roles'] : []),
    ...(allPermissions ? [serviceId === null ? 'All organization permissions' : 'all permissions'] : []),
    ...roles.map(({ name, resource }) =>
      withResources(names.role(serviceId, name), resource ? [resource] : []),
    ),
    ...permissions.map(({ name, resources }) => withResources(shortName(name, serviceId), resources)),
  ]
}

/** Under the service's own name its prefix says nothing (`inventory:item.read`). */
const shortName = (name: string, serviceId: string | null): string =>
  serviceId === null ? name : name.slice(name.indexOf(':') + 1)

const withResources = (what: string, resources: readonly string[]): string =>
  resources.length === 0 ? what : `${what} on ${resources.join(' and ')}`
