/** The organization of an access token: the people in it, its roles and its services, as far as the token may see them. */
import { refuseWithout } from '../../actions/needed-right.ts'
import { findMember, listMembers, searchMembers } from '../../actions/people/list-members.ts'
import { findService } from '../../actions/services/find-service.ts'
import { isOrganizationRole } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { queryFields, textField } from './lenient-body.ts'
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
  const term = textField(queryFields(request), 'userSearchTerm')
  if (term === undefined || term.length > 100) {
    throw new Refusal('request_invalid', { detail: 'userSearchTerm must be 1 to 100 characters.' })
  }
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

export const role: CompatibleHandler = async ({ caller, request }) => {
  refuseWithout(caller, 'organization.read')
  const { role: name } = request.params as { role: string }
  if (!isOrganizationRole(name)) throw new Refusal('not_found')
  return presentRoleDefinition({ name }, caller.organization.id)
}

export const service: CompatibleHandler = async ({ needs, caller, request }) => {
  const { service: id } = request.params as { service: string }
  return presentService(await findService(needs, caller, id))
}
