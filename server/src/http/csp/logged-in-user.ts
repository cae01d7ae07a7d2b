/** What the platform tells an access token of its user: who they are, where they belong, which roles they hold. */
import { groupClaims, userClaims } from '../../domain/access-token.ts'
import { groupsAt, type Group } from '../../domain/group.ts'
import { heldAt, type HeldRole } from '../../domain/held-role.ts'
import { rolesCovered } from '../../domain/scope.ts'
import type { Caller } from '../../domain/caller.ts'
import { claimsByScope } from '../../domain/oauth/id-token.ts'
import { Refusal } from '../../domain/refusal.ts'
import { subjectOf } from '../../domain/user.ts'
import type { CompatibleHandler, CompatibleRequest } from './compatible-handler.ts'
import { queryFields } from './lenient-body.ts'
import { organizationLink, serviceIdOf, serviceLink } from './links.ts'
import { pageOf, paged } from './pages.ts'
import {
  presentOrganization,
  presentRoleDefinition,
  presentServiceRole,
  presentUser,
  rolesByService,
} from './presenters.ts'

/** Those that the access token covers, not all of its user. */
const rolesHeld = async ({ needs, caller }: CompatibleRequest): Promise<readonly HeldRole[]> => {
  const held = await needs.store.roles.heldBy(caller.user.id, caller.organization.id)
  return rolesCovered(caller.authority.grants, heldAt(held, needs.now()))
}

/** Of the organization, each once, however it is held. */
const ownRolesOf = (held: readonly HeldRole[]): string[] => [
  ...new Set(held.filter(({ serviceId }) => serviceId === null).map(({ name }) => name)),
]

export const loggedInUser: CompatibleHandler = async ({ caller }) => personTold(caller)

/** Of an app only what the person let it know. */
function personTold(caller: Caller) {
  const { app, user, organization } = caller
  if (app !== undefined && !['profile', 'email'].every((word) => app.words.has(word)))
    throw new Refusal('right_required', {
      detail: 'The application was not allowed to see who this is. Ask for the scopes profile and email.',
    })
  return presentUser(user, organization)
}

/** Only the organization the access token is for: it can't enter another. */
export const organizations: CompatibleHandler = async ({ caller, request }) => {
  const expand = queryFields(request)['expand']
  const isExpanded = expand === '1' || expand === 'true'
  return {
    refLinks: [organizationLink(caller.organization.id)],
    items: isExpanded ? [presentOrganization(caller.organization)] : null,
  }
}

/** The same, page by page. */
export const organizationPages: CompatibleHandler = async ({ caller, request }) => {
  const page = pageOf(queryFields(request))
  const items = page.offset === 0 ? [presentOrganization(caller.organization)] : []
  return paged('/v2/loggedin/user/orgs', page, { items, total: 1 })
}

export const defaultOrganization: CompatibleHandler = async ({ caller }) => ({
  refLink: organizationLink(caller.organization.id),
})

export const organizationRoles: CompatibleHandler = async (request) => {
  const held = await rolesHeld(request)
  return ownRolesOf(held).map((name) => presentRoleDefinition({ name }, request.caller.organization.id))
}

export const serviceRoles: CompatibleHandler = async (request) => {
  const wanted = queryFields(request.request)['serviceDefinitionLink']
  const held = rolesByService(await rolesHeld(request))
  const wantedId = typeof wanted === 'string' ? (serviceIdOf(wanted) ?? '') : undefined
  const asked = [...held].filter(([serviceId]) => wantedId === undefined || serviceId === wantedId)
  const all = asked.map(([serviceId, roles]) => ({
    serviceDefinitionLink: serviceLink(serviceId),
    serviceRoleNames: [...new Set(roles.map(({ name }) => name))],
    serviceRoles: roles.map(presentServiceRole),
  }))
  return { serviceRoles: all }
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
    user: personTold(caller),
    userOrgInfo: [
      {
        name,
        displayName,
        orgRoles: ownRolesOf(held).map((role) => presentRoleDefinition({ name: role }, id)),
        servicesDef: services
          .filter((service) => byService.has(service.id))
          .map((service) => {
            const roles = byService.get(service.id) ?? []
            return {
              serviceDisplayName: service.displayName,
              serviceName: service.name,
              refLink: serviceLink(service.id),
              serviceRoles: [...new Set(roles.map((role) => role.name))],
              roles: roles.map(presentServiceRole),
            }
          }),
      },
    ],
  }
}

/** Of the person, whatever the access token covers: they say who it is, and open nothing by themselves. */
const groupsNow = async ({ needs, caller }: Pick<CompatibleRequest, 'needs' | 'caller'>): Promise<Group[]> =>
  groupsAt(await needs.store.roles.groupsOf(caller.user.id, caller.organization.id), needs.now())

export const groups: CompatibleHandler = async (request) => ({
  groups: (await groupsNow(request)).map(({ id, displayName }) => ({ id, displayName })),
})

/** OpenID Connect Core 1.0, section 5.3. An app is told what the person let it know. */
export async function userInfo(request: Pick<CompatibleRequest, 'needs' | 'caller'>): Promise<object> {
  const { user, organization, app, contextId } = request.caller
  if (app !== undefined)
    return claimsByScope({
      ...{ user, organizationId: organization.id, words: app.words },
      groups: app.words.has('groups') ? await groupsNow(request) : [],
    })
  return {
    sub: subjectOf(user),
    ...userClaims(user, organization.id),
    context: contextId,
    ...groupClaims(await groupsNow(request)),
  }
}
