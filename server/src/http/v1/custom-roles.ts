/** An organization's own roles. Giving one is giving a role. */
import { endpoints, type CustomRole as Shown, type CustomRolePage } from '@countersign/api'
import { createCustomRole } from '../../actions/custom-roles/create-custom-role.ts'
import { editCustomRole } from '../../actions/custom-roles/edit-custom-role.ts'
import { findCustomRole, listCustomRoles } from '../../actions/custom-roles/list-custom-roles.ts'
import { previewCustomRole } from '../../actions/custom-roles/preview-custom-role.ts'
import { removeCustomRole } from '../../actions/custom-roles/remove-custom-role.ts'
import type { ListedCustomRole } from '../../domain/custom-role.ts'
import { toRfc3339 } from '../../domain/instant.ts'
import { route } from '../route.ts'
import { presentLosses } from './present-losses.ts'

const summaryOf = ({ name, displayName, description, createdAt, holders }: ListedCustomRole) => ({
  ...{ name, displayName, description, createdAt: toRfc3339(createdAt), holders },
})

const presentListed = (role: ListedCustomRole): CustomRolePage['items'][number] => ({
  ...summaryOf(role),
  permissions: role.services.reduce((sum, { permissions }) => sum + permissions.length, 0),
})

const present = (role: ListedCustomRole): Shown => ({
  ...summaryOf(role),
  services: role.services
    .toSorted((one, other) => (one.serviceId < other.serviceId ? -1 : 1))
    .map(({ serviceId, permissions }) => ({ serviceId, permissions: [...permissions] })),
})

export const customRoleRoutes = [
  route(endpoints.listCustomRoles, 'member', async ({ needs, caller, query: { search = '', ...page } }) => {
    const { items, total } = await listCustomRoles(needs, caller, search, page)
    return { items: items.map(presentListed), total }
  }),
  route(endpoints.createCustomRole, 'recentMember', async ({ needs, caller, body }) =>
    present(await createCustomRole(needs, caller, body)),
  ),
  route(endpoints.showCustomRole, 'member', async ({ needs, caller, params }) =>
    present(await findCustomRole(needs, caller, params.roleName)),
  ),
  route(endpoints.editCustomRole, 'recentMember', async ({ needs, caller, params, body, refuseUnread }) =>
    present(
      await editCustomRole(needs, caller, params.roleName, body, (role) => refuseUnread(present(role))),
    ),
  ),
  route(endpoints.previewCustomRole, 'member', async ({ needs, caller, params, body }) =>
    presentLosses(await previewCustomRole(needs, caller, params.roleName, body.services)),
  ),
  route(endpoints.removeCustomRole, 'recentMember', ({ needs, caller, params }) =>
    removeCustomRole(needs, caller, params.roleName),
  ),
]
