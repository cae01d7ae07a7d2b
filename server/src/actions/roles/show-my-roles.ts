/** The roles a person holds in an organization at this moment, each with what it permits and when it ends. */
import type { Caller } from '../../domain/caller.ts'
import { heldAt, type HeldRole } from '../../domain/held-role.ts'
import {
  ORGANIZATION_PERMISSIONS,
  organizationRole,
  type OrganizationPermission,
} from '../../domain/organization-roles.ts'
import type { Permission, Service } from '../../domain/service.ts'
import { rolesCovered } from '../../domain/scope.ts'
import type { Needs } from '../needs.ts'

export type DescribedRole = Omit<HeldRole, 'permissions' | 'serviceId'> & {
  readonly displayName: string
  readonly description: string
  readonly permissions: readonly Permission[]
}

type Described = Pick<DescribedRole, 'name' | 'displayName' | 'description'>

export type MyRoles = {
  readonly organizationRoles: readonly DescribedRole[]
  readonly services: readonly (Pick<Service, 'id' | 'name' | 'displayName'> & {
    readonly roles: readonly DescribedRole[]
  })[]
}

/** For an access token these are the roles that it covers. */
export async function showMyRoles(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  { user, organization, authority }: Caller,
): Promise<MyRoles> {
  const [all, services, custom] = await Promise.all([
    store.roles.heldBy(user.id, organization.id),
    store.services.list(organization.id),
    store.customRoles.summaries(organization.id),
  ])
  const held = rolesCovered(authority.grants, heldAt(all, now()))
  const byService = Map.groupBy(held, ({ serviceId }) => serviceId)
  return {
    organizationRoles: held.filter(({ serviceId }) => serviceId === null).map(describeOrganizationRole),
    services: services.flatMap((service) => {
      const { id, name, displayName } = service
      const roles = byService.get(id)
      return roles === undefined
        ? []
        : [{ id, name, displayName, roles: describeServiceRoles(roles, service, custom) }]
    }),
  }
}

function describeOrganizationRole({ name, permissions, ...held }: HeldRole): DescribedRole {
  const described = permissions.map((permission) => ({
    name: permission,
    description: ORGANIZATION_PERMISSIONS[permission as OrganizationPermission],
  }))
  const { displayName, description } = organizationRole(name) ?? { displayName: name, description: '' }
  return { ...held, name, displayName, description, permissions: described }
}

function describeServiceRoles(
  held: readonly HeldRole[],
  service: Pick<Service, 'roles' | 'permissions'>,
  custom: readonly Described[],
): DescribedRole[] {
  const permissionsByName = new Map(service.permissions.map((permission) => [permission.name, permission]))
  const ofService = service.roles.map((role) => ({ ...role, description: '' }))
  const described = new Map([...ofService, ...custom].map((role) => [role.name, role]))
  return held.map(({ name, permissions, ...role }) => ({
    ...role,
    name,
    displayName: described.get(name)?.displayName ?? name,
    description: described.get(name)?.description ?? '',
    permissions: permissions.map(
      (permission) => permissionsByName.get(permission) ?? { name: permission, description: '' },
    ),
  }))
}
