/** The roles one holds. */
import { endpoints } from '@countersign/api'
import { showMyRoles } from '../../actions/roles/show-my-roles.ts'
import { route } from '../route.ts'
import { presentMyRoles } from './presenters.ts'

export const roleRoutes = [
  route(endpoints.showMyRoles, 'member', async ({ needs, caller }) =>
    presentMyRoles(await showMyRoles(needs, caller)),
  ),
]
