/** The platform's JSON shape of allowed scopes, to and from ours. Null, missing and empty mean nothing, never everything. */
import { NO_SCOPES, NO_SELECTION, type AllowedScopes, type Selection } from '../../domain/allowed-scopes.ts'
import { ADMINISTRATION } from '../../domain/scope.ts'
import { givenMembers } from './given-members.ts'

/** Our word among the general scopes for everything the account holds, services that come later included. */
const ALL_ROLES = 'all_roles'
const { record, list, flag, text } = givenMembers('scope_invalid', { items: 500, characters: 256 })

/** @throws {Refusal} `scope_invalid` when it has not that shape; the detail names the place */
export function allowedScopesFrom(value: unknown): AllowedScopes {
  if (value === null || value === undefined) return NO_SCOPES
  const given = record(value, 'allowedScopes')
  const general = list(given['generalScopes'], 'generalScopes').map((name) =>
    text(name, 'each of generalScopes'),
  )
  return {
    openId: general.includes('openid'),
    administration: general.includes(ADMINISTRATION),
    allRoles: general.includes(ALL_ROLES),
    organization: selectionFrom(given['organizationScopes'], 'organizationScopes'),
    services: list(given['servicesScopes'], 'servicesScopes').map((each) => {
      const service = record(each, 'each of servicesScopes')
      return {
        ...selectionFrom(service, 'servicesScopes'),
        serviceId: text(service['serviceDefinitionId'], 'serviceDefinitionId'),
      }
    }),
  }
}

export const allowedScopesOf = ({
  openId,
  administration,
  allRoles,
  organization,
  services,
}: AllowedScopes) => ({
  generalScopes: [
    ...(openId ? ['openid'] : []),
    ...(administration ? [ADMINISTRATION] : []),
    ...(allRoles ? [ALL_ROLES] : []),
  ],
  organizationScopes: selectionOf(organization, allRoles),
  servicesScopes: services.map((service) => ({
    serviceDefinitionId: service.serviceId,
    ...selectionOf(service, allRoles),
  })),
})

const selectionOf = ({ allRoles, allPermissions, roles, permissions }: Selection, everything: boolean) => ({
  allRoles: allRoles || everything,
  allPermissions: allPermissions || everything,
  roles: roles.map(({ name, resource }) => ({ name, resource })),
  permissions: permissions.map(({ name, resources }) => ({ permissionId: name, resources })),
})

function selectionFrom(value: unknown, place: string): Selection {
  if (value === null || value === undefined) return NO_SELECTION
  const given = record(value, place)
  return {
    allRoles: flag(given['allRoles'], `${place}.allRoles`),
    allPermissions: flag(given['allPermissions'], `${place}.allPermissions`),
    roles: list(given['roles'], `${place}.roles`).map((role) => {
      const { name, resource } = record(role, `each of ${place}.roles`)
      return {
        name: text(name, `${place}.roles.name`),
        // Null is how the platform writes "every resource"; an empty name is a resource that got lost.
        resource:
          resource === null || resource === undefined ? null : text(resource, `${place}.roles.resource`),
      }
    }),
    permissions: list(given['permissions'], `${place}.permissions`).map((permission) => {
      const { permissionId, resources } = record(permission, `each of ${place}.permissions`)
      return {
        name: text(permissionId, `${place}.permissions.permissionId`),
        resources: list(resources, `${place}.permissions.resources`).map((each) =>
          text(each, `each of ${place}.permissions.resources`),
        ),
      }
    }),
  }
}
