/** The organization of an access token: the people in it, its roles and its services, as far as the token may see them. */
import { findCustomRole, nameCustomRoles } from '../../actions/custom-roles/list-custom-roles.ts'
import { refuseWithout } from '../../actions/needed-right.ts'
import { findMember, listMembers, searchMembers } from '../../actions/people/list-members.ts'
import { findService } from '../../actions/services/find-service.ts'
import { listDefinitions } from '../../actions/services/list-services.ts'
import { existsIn, isOrganizationRole, ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { queryFields, searchTermIn, textField } from './lenient-body.ts'
import { pageOf, paged } from './pages.ts'
import {
  presentMember,
  presentOrganization,
  presentRoleDefinition,
  presentService,
  presentUser,
} from './presenters.ts'

export const organization: CompatibleHandler = async ({ caller }) => presentOrganization(caller.organization)

export const users: CompatibleHandler = async ({ needs, caller, request }) => {
  const query = queryFields(request)
  const page = pageOf(query)
  const serviceId = textField(query, 'serviceDefinitionId')
  const { items, total } = await listMembers(needs, caller, page, serviceId)
  const results = items.map((member) => presentMember(member, caller.organization))
  const filter: Record<string, string> = serviceId === undefined ? {} : { serviceDefinitionId: serviceId }
  return paged(`/v2/orgs/${caller.organization.id}/users`, page, { items: results, total }, filter)
}

export const searchUsers: CompatibleHandler = async ({ needs, caller, request }) => {
  const term = searchTermIn(queryFields(request), 'userSearchTerm')
  const found = await searchMembers(needs, caller, term)
  return {
    totalResults: found.length,
    results: found.map((member) => presentMember(member, caller.organization)),
  }
}

/** Oneself, or somebody else for those who may see the members. */
export const user: CompatibleHandler = async ({ needs, caller, request }) => {
  const { user: id } = request.params as { user: string }
  const found = await findMember(needs, caller, id)
  return presentUser(found, caller.organization)
}

/**
 * Those that are the same everywhere, and the organization's own for those who may see what its members hold; what a
 * service defines is with the service.
 */
export const roles: CompatibleHandler = async ({ needs, caller }) => {
  refuseWithout(caller, 'organization.read')
  const { organization: own } = caller
  const orgRolesData = Object.keys(ORGANIZATION_ROLES)
    .filter((name) => existsIn(name, own))
    .map((name) => presentRoleDefinition({ name }, own.id))
    .concat((await nameCustomRoles(needs, caller)).map((each) => presentRoleDefinition(each, own.id)))
  return { refLinks: orgRolesData.map(({ refLink }) => refLink), orgRolesData }
}

export const role: CompatibleHandler = async ({ needs, caller, request }) => {
  refuseWithout(caller, 'organization.read')
  const { role: name } = request.params as { role: string }
  const { id } = caller.organization
  if (isOrganizationRole(name)) return presentRoleDefinition({ name }, id)
  return presentRoleDefinition(await findCustomRole(needs, caller, name), id)
}

export const services: CompatibleHandler = async ({ needs, caller, request }) => {
  const page = pageOf(queryFields(request))
  const { items, total } = await listDefinitions(needs, caller, page)
  return paged(`/orgs/${caller.organization.id}/services`, page, { items: items.map(presentService), total })
}

export const service: CompatibleHandler = async ({ needs, caller, request }) => {
  const { service: id } = request.params as { service: string }
  return presentService(await findService(needs, caller, id))
}
