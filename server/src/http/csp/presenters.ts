/** The platform's shapes of a user, an organization and the roles one holds. */
import { organizationRole } from '../../domain/organization-roles.ts'
import type { AskedRole } from '../../domain/assigning.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Member, Organization } from '../../domain/organization.ts'
import { accountOf, type User } from '../../domain/user.ts'
import type { Service } from '../../domain/service.ts'
import { organizationLink, roleLink, serviceLink, userLink } from './links.ts'

export const presentUser = (user: User, organization: Pick<Organization, 'id'>) => ({
  userId: user.id,
  username: user.username,
  acct: accountOf(user),
  email: user.email,
  emailVerified: user.isEmailVerified,
  firstName: user.firstName,
  lastName: user.lastName,
  domain: user.domain,
  idpId: user.domain,
  refLink: userLink(user.id),
  userProfile: { defaultOrgId: organization.id },
})

export const presentOrganization = ({ id, name, displayName }: Organization) => ({
  id,
  name,
  displayName,
  metadata: null,
  refLink: organizationLink(id),
})

const membershipTypeOf = (group: HeldRole['group']): 'DIRECT' | 'GROUP' =>
  group === null ? 'DIRECT' : 'GROUP'

/** One organization role as it is held. */
const presentOrganizationRole = ({ name, resource, endsAt, group }: Given) => ({
  name,
  displayName: organizationRole(name)?.displayName ?? name,
  membershipType: membershipTypeOf(group),
  resource,
  expiresAt: endsAt,
})

/** One service role as it is held. */
export const presentServiceRole = ({ name, resource, endsAt, group }: Given) => ({
  name,
  membershipType: membershipTypeOf(group),
  resource,
  expiresAt: endsAt,
})

/** The definition of an organization role, or of a custom one, which comes with its display name. */
export const presentRoleDefinition = (
  { name, displayName = name }: { readonly name: string; readonly displayName?: string },
  organizationId: string,
) => ({
  name,
  displayName: organizationRole(name)?.displayName ?? displayName,
  refLink: roleLink(organizationId, name),
  organizationLink: organizationLink(organizationId),
  visible: true,
})

/** A service and the roles it defines. */
export const presentService = ({ id, name, displayName, roles }: Service) => ({
  id,
  name,
  displayName,
  refLink: serviceLink(id),
  serviceRoles: roles.map((role) => ({ name: role.name, displayName: role.displayName })),
})

export const presentMember = ({ user, roles }: Member, { id }: Pick<Organization, 'id'>) => ({
  user: presentUser(user, { id }),
  orgId: id,
  organizationRoles: roles.filter(({ serviceId }) => serviceId === null).map(presentOrganizationRole),
  serviceRoles: [...rolesByService(roles)].map(([serviceDefinitionId, held]) => ({
    serviceDefinitionId,
    serviceRoles: held.map(presentServiceRole),
  })),
})

/** Roles as they were given to a group or are carried by an invitation, with those of each service. */
export const presentAssigned = (assigned: readonly AskedRole[]) => {
  const roles = assigned.map((role) => ({ ...role, group: null }))
  return {
    organizationRoles: roles.filter(({ serviceId }) => serviceId === null).map(presentOrganizationRole),
    services: [...rolesByService(roles)].map(([serviceId, held]) => ({
      serviceId,
      roles: held.map(presentServiceRole),
    })),
  }
}

/** A role that somebody holds, or would. */
type Given = Pick<HeldRole, 'serviceId' | 'name' | 'resource' | 'endsAt' | 'group'>

export function rolesByService<Role extends Given>(roles: readonly Role[]): Map<string, Role[]> {
  const services = new Map<string, Role[]>()
  for (const role of roles) {
    if (role.serviceId === null) continue
    const known = services.get(role.serviceId)
    if (known) known.push(role)
    else services.set(role.serviceId, [role])
  }
  return services
}
