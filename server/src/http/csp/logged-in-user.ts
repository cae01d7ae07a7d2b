/** What the platform tells an access token of its user: who they are, where they belong, which roles they hold. */
import { userClaims } from '../../domain/access-token.ts'
import { heldAt, type HeldRole } from '../../domain/held-role.ts'
import { subjectOf } from '../../domain/user.ts'
import type { CompatibleHandler, CompatibleRequest } from './compatible-handler.ts'
import { queryFields } from './lenient-body.ts'
import {
  organizationLink,
  presentOrganization,
  presentRoleDefinition,
  presentServiceRole,
  presentUser,
  rolesByService,
  serviceLink,
} from './presenters.ts'

const rolesHeld = async ({ needs, caller }: CompatibleRequest): Promise<HeldRole[]> =>
  heldAt(await needs.store.roles.heldBy(caller.user.id, caller.organization.id), needs.now())

export const loggedInUser: CompatibleHandler = async ({ caller }) =>
  presentUser(caller.user, caller.organization)

/** Only the organization the access token is for: it can't enter another. */
export const organizations: CompatibleHandler = async ({ caller, request }) => {
  const expand = queryFields(request)['expand']
  const isExpanded = expand === '1' || expand === 'true'
  return {
    refLinks: [organizationLink(caller.organization.id)],
    items: isExpanded ? [presentOrganization(caller.organization)] : null,
  }
}

export const defaultOrganization: CompatibleHandler = async ({ caller }) => ({
  refLink: organizationLink(caller.organization.id),
})

export const organizationRoles: CompatibleHandler = async (request) => {
  const held = await rolesHeld(request)
  return held
    .filter(({ serviceId }) => serviceId === null)
    .map((role) => presentRoleDefinition(role, request.caller.organization.id))
}

export const serviceRoles: CompatibleHandler = async (request) => {
  const wanted = queryFields(request.request)['serviceDefinitionLink']
  const all = [...rolesByService(await rolesHeld(request))].map(([serviceId, roles]) => ({
    serviceDefinitionLink: serviceLink(serviceId),
    serviceRoleNames: [...new Set(roles.map(({ name }) => name))],
    serviceRoles: roles.map(presentServiceRole),
  }))
  return {
    serviceRoles:
      typeof wanted === 'string' ? all.filter((service) => service.serviceDefinitionLink === wanted) : all,
  }
}

export const organizationInfo: CompatibleHandler = async (request) => {
  const { needs, caller } = request
  const [held, services] = await Promise.all([
    rolesHeld(request),
    needs.store.services.list(caller.organization.id),
  ])
  const byService = rolesByService(held)
  const { id, name, displayName } = caller.organization
  return {
    user: presentUser(caller.user, caller.organization),
    userOrgInfo: [
      {
        name,
        displayName,
        orgRoles: held
          .filter(({ serviceId }) => serviceId === null)
          .map((role) => presentRoleDefinition(role, id)),
        servicesDef: services
          .filter((service) => byService.has(service.id))
          .map((service) => ({
            serviceDisplayName: service.displayName,
            serviceName: service.name,
            refLink: serviceLink(service.id),
            serviceRoles: (byService.get(service.id) ?? []).map(presentServiceRole),
          })),
      },
    ],
  }
}

/** OpenID Connect Core 1.0, section 5.3. There are no groups yet. */
export const userInfo: CompatibleHandler = async ({ caller }) => ({
  sub: subjectOf(caller.user),
  ...userClaims(caller.user, caller.organization.id),
  context: caller.organization.id,
  group_ids: [],
  group_names: [],
})
