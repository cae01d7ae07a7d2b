/** An organization’s rules for its API tokens. */
import { endpoint } from '../endpoint.ts'
import { Policies } from '../policies.ts'
import { ORGANIZATION, inOrganization } from './shared.ts'

export const showPolicies = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/policies`,
  summary: 'An organization’s rules for its API tokens',
  params: inOrganization,
  answer: Policies,
})
export const editPolicies = endpoint({
  method: 'PATCH',
  path: `${ORGANIZATION}/policies`,
  summary: 'Change an organization’s rules for its API tokens, as its owner',
  params: inOrganization,
  body: Policies,
  answer: Policies,
})
