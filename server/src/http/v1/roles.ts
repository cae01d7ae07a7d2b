/** The roles one holds, and those of the organization itself. */
import { endpoints } from '@countersign/api'
import { listOrganizationRoles } from '../../actions/roles/list-organization-roles.ts'
import { showMyRoles } from '../../actions/roles/show-my-roles.ts'
import { route } from '../route.ts'
import { presentMyRoles } from './presenters.ts'

export const roleRoutes = [
  route(endpoints.showMyRoles, 'member', async ({ needs, caller }) =>
    presentMyRoles(await showMyRoles(needs, caller)),
  ),
  route(endpoints.listOrganizationRoles, 'member', async ({ caller }) => ({
    items: listOrganizationRoles(caller),
  })),
]
