/** The platform's shape of a group. */
import type { ListedGroup } from '../../domain/listed-group.ts'
import { presentAssigned } from './presenters.ts'

export const presentGroup = ({ id, displayName, description, memberCount, roles }: ListedGroup) => {
  const { organizationRoles, services } = presentAssigned(roles)
  return {
    id,
    displayName,
    description,
    // Of the platform's kinds the one of groups that are the organization's own.
    groupType: 'USER_GROUP',
    usersCount: memberCount,
    organizationRoles,
    serviceRoles: services.map(({ serviceId, roles: held }) => ({
      serviceDefinitionId: serviceId,
      serviceRoleNames: [...new Set(held.map(({ name }) => name))],
      serviceRoles: held,
    })),
  }
}
