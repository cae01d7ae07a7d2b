/** Asking for roles, and deciding what others ask for. */
import { endpoints } from '@countersign/api'
import { askForRole } from '../../actions/role-requests/ask-for-role.ts'
import { approveRoleRequest, refuseRoleRequest } from '../../actions/role-requests/decide-role-request.ts'
import { endRequestedRole, withdrawRoleRequest } from '../../actions/role-requests/end-role-request.ts'
import { listRequestableRoles } from '../../actions/role-requests/list-requestable-roles.ts'
import { listRoleRequests, showRoleRequest } from '../../actions/role-requests/list-role-requests.ts'
import { route } from '../route.ts'
import { presentRoleRequest } from './present-role-request.ts'

export const roleRequestRoutes = [
  route(
    endpoints.listRequestableRoles,
    'member',
    async ({ needs, caller, query: { search = '', ...page } }) => {
      const { items, total } = await listRequestableRoles(needs, caller, search, page)
      return { items: [...items], total }
    },
  ),
  route(endpoints.listRoleRequests, 'member', async ({ needs, caller, query }) => {
    const { whose, state = null, ...page } = query
    const { items, total } = await listRoleRequests(needs, caller, whose, state, page)
    return { items: items.map(presentRoleRequest), total }
  }),
  route(endpoints.askForRole, 'member', async ({ needs, caller, body }) => {
    const { reason, lifetime, ...role } = body
    return presentRoleRequest(await askForRole(needs, caller, { role, reason, lifetime }))
  }),
  route(endpoints.showRoleRequest, 'member', async ({ needs, caller, params }) =>
    presentRoleRequest(await showRoleRequest(needs, caller, params.requestId)),
  ),
  route(endpoints.approveRoleRequest, 'recentMember', async ({ needs, caller, params, body }) =>
    presentRoleRequest(await approveRoleRequest(needs, caller, params.requestId, body.lifetime)),
  ),
  route(endpoints.refuseRoleRequest, 'member', async ({ needs, caller, params, body }) =>
    presentRoleRequest(await refuseRoleRequest(needs, caller, params.requestId, body.reason)),
  ),
  route(endpoints.withdrawRoleRequest, 'member', async ({ needs, caller, params }) =>
    presentRoleRequest(await withdrawRoleRequest(needs, caller, params.requestId)),
  ),
  route(endpoints.endRequestedRole, 'recentMember', async ({ needs, caller, params }) =>
    presentRoleRequest(await endRequestedRole(needs, caller, params.requestId)),
  ),
]
