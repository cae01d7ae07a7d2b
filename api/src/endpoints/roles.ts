/** Roles, as who holds them sees them. */
import { endpoint } from '../endpoint.ts'
import { MyRoles } from '../roles.ts'
import { ORGANIZATION, inOrganization } from './shared.ts'

export const showMyRoles = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/my-roles`,
  summary: 'The roles you hold in an organization',
  params: inOrganization,
  answer: MyRoles,
  tellsOfCallerOnly: true,
})
