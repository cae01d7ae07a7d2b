/** What can be chosen for an app: all that the organization defines, or, for who may give no more, what they hold. */
import type { OAuthAppKind, Organization, OrganizationRoles, Service } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { choosableOf, type RoleGroup } from '../api-tokens/scopes/choice.ts'
import { definitionsQuery, organizationRolesQuery } from '../custom-roles/custom-role-queries.ts'
import { myRolesQuery } from '../roles/my-roles-query.ts'
import { rightsIn } from './rights.ts'

const UNBOUND = { resource: null, startsAt: null, endsAt: null, group: null }

/** Undefined while it is read. */
export function useChoosable(
  organization: Organization,
  kind: OAuthAppKind,
): readonly RoleGroup[] | undefined {
  const { isOwner } = rightsIn(organization)
  const isAny = isOwner || kind === 'machine'
  const own = useQuery({ ...myRolesQuery(organization.id), enabled: !isAny }).data
  const services = useQuery({ ...definitionsQuery(organization.id), enabled: isAny }).data
  const roles = useQuery({ ...organizationRolesQuery(organization.id), enabled: isAny }).data
  if (!isAny) return own && choosableOf(own)
  return services && roles && definedIn(services, roles)
}

const definedIn = (services: readonly Service[], { items }: OrganizationRoles): RoleGroup[] => [
  {
    serviceId: null,
    displayName: 'Organization roles',
    roles: items.map((role) => ({ ...UNBOUND, ...role })),
  },
  ...services.map(({ id, displayName, roles, permissions }) => {
    const descriptions = new Map(permissions.map(({ name, description }) => [name, description]))
    return {
      serviceId: id,
      displayName,
      roles: roles.map((role) => ({
        ...UNBOUND,
        name: role.name,
        displayName: role.displayName,
        description: '',
        permissions: role.permissions.map((name) => ({ name, description: descriptions.get(name) ?? '' })),
      })),
    }
  }),
]
