/** Roles, as who holds them sees them. */
import { endpoint } from '../endpoint.ts'
import { MyRoles, OrganizationRoles } from '../roles.ts'
import { ORGANIZATION, inOrganization } from './shared.ts'

export const showMyRoles = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/my-roles`,
  summary: 'The roles you hold in an organization',
  params: inOrganization,
  answer: MyRoles,
  tellsOfCallerOnly: true,
})
export const listOrganizationRoles = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/organization-roles`,
  summary: 'The organization roles that there are, and what each permits',
  params: inOrganization,
  answer: OrganizationRoles,
})
