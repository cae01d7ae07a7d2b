/** Asking for roles, and deciding what others ask for. */
import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import {
  ApproveRoleRequest,
  AskForRole,
  RefuseRoleRequest,
  RequestableRolePage,
  RoleRequest,
  RoleRequestOptions,
  RoleRequestPage,
} from '../role-requests.ts'
import { SearchText, Strict, Uuid } from '../text.ts'
import { inOrganization, ORGANIZATION, PAGE } from './shared.ts'

const REQUESTS = `${ORGANIZATION}/role-requests` as const
const REQUEST = `${REQUESTS}/:requestId` as const
const ofRequest = Strict({ organizationId: Uuid('The organization'), requestId: Uuid('The request') })

export const listRequestableRoles = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/requestable-roles`,
  summary: 'The roles that you may ask for in an organization',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: RequestableRolePage,
})
export const listRoleRequests = endpoint({
  method: 'GET',
  path: REQUESTS,
  summary: 'Your requests for roles, or those of others that you may decide; the last first',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, ...RoleRequestOptions.properties }),
  answer: RoleRequestPage,
})
export const askForRole = endpoint({
  method: 'POST',
  path: REQUESTS,
  summary: 'Ask for a role for a time; those who may give it are told by mail',
  params: inOrganization,
  body: AskForRole,
  status: 201,
  answer: RoleRequest,
})
export const showRoleRequest = endpoint({
  method: 'GET',
  path: REQUEST,
  summary: 'One request for a role: your own, or one that you may decide',
  params: ofRequest,
  answer: RoleRequest,
})
export const approveRoleRequest = endpoint({
  method: 'POST',
  path: `${REQUEST}/approval`,
  summary: 'Approve a request: the role is held from now on, for as long as was asked or shorter',
  params: ofRequest,
  body: ApproveRoleRequest,
  answer: RoleRequest,
})
export const refuseRoleRequest = endpoint({
  method: 'POST',
  path: `${REQUEST}/refusal`,
  summary: 'Refuse a request, with a reason',
  params: ofRequest,
  body: RefuseRoleRequest,
  answer: RoleRequest,
})
export const withdrawRoleRequest = endpoint({
  method: 'POST',
  path: `${REQUEST}/withdrawal`,
  summary: 'Take back a request of your own while it waits',
  params: ofRequest,
  answer: RoleRequest,
})
export const endRequestedRole = endpoint({
  method: 'DELETE',
  path: `${REQUEST}/role`,
  summary: 'Give back the role that a request gave you, or take it away from whoever asked',
  params: ofRequest,
  answer: RoleRequest,
})
