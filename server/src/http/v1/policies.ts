/** An organization's rules for its API tokens. */
import { endpoints } from '@countersign/api'
import { editPolicies } from '../../actions/policies/edit-policies.ts'
import { route } from '../route.ts'

export const policyRoutes = [
  route(endpoints.showPolicies, 'member', async ({ caller }) => ({
    tokensMayAdminister: caller.organization.tokensMayAdminister,
  })),
  route(endpoints.editPolicies, 'recentMember', ({ needs, caller, body }) =>
    editPolicies(needs, caller, body),
  ),
]
