/** The organization roles that can be held in the organization, whether or not anybody does. */
import type { Caller } from '../../domain/caller.ts'
import { existsIn, ORGANIZATION_PERMISSIONS, ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'

export const listOrganizationRoles = ({ organization }: Pick<Caller, 'organization'>) =>
  Object.entries(ORGANIZATION_ROLES)
    .filter(([name]) => existsIn(name, organization))
    .map(([name, { displayName, description, permissions }]) => ({
      ...{ name, displayName, description },
      permissions: permissions.map((permission) => ({
        name: permission,
        description: ORGANIZATION_PERMISSIONS[permission],
      })),
    }))
