/** The compatible API: lenient, thin, and only what the contract lists. Every path of it on one screen. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuseUnlessAdministering } from '../../actions/api-tokens/authenticate-access-token.ts'
import type { Needs } from '../../actions/needs.ts'
import type { Throttle } from '../../actions/throttle.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { accessTokenCaller } from '../callers.ts'
import type { CountRefusal } from '../counted-refusals.ts'
import { allowOtherSites } from '../oauth/cross-origin.ts'
import type { HttpSettings } from '../settings.ts'
import { createApiTokenHandler, revokeAllHandler } from './api-tokens.ts'
import { authorizeHandler } from './authorize.ts'
import { createCompatibleErrorAnswer } from './compatible-error.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { detailsHandler } from './details.ts'
import { expandHandler } from './expand-overflow-claims.ts'
import {
  addGroupUsers,
  changeGroupHandler,
  createGroupHandler,
  group,
  groupsOfOrganization,
  removeGroupHandler,
  removeGroupUsers,
  searchGroups,
  usersOfGroup,
} from './groups.ts'
import { invitation, invitations, inviteUsers, withdrawInvitationHandler } from './invitations.ts'
import { keysHandler } from './keys.ts'
import { acceptAnyContentType } from './lenient-body.ts'
import {
  defaultOrganization,
  groups,
  loggedInUser,
  organizationInfo,
  organizationPages,
  organizationRoles,
  organizations,
  serviceRoles,
  userInfo,
} from './logged-in-user.ts'
import {
  changeOAuthApp,
  createOAuthApp,
  oauthApp,
  oauthApps,
  removeOAuthApp,
  replaceSecretLater,
  replaceSecretNow,
} from './oauth-apps.ts'
import { platformTokenHandler } from './oauth-token.ts'
import { organization, role, roles, searchUsers, service, services, user, users } from './organizations.ts'
import { idIn } from './named-people.ts'
import { changeUserRoles, removeUsers } from './people.ts'

type Options = {
  readonly needs: Needs
  readonly settings: HttpSettings
  /** Credentials that were not valid, by address; undefined when they are not limited. */
  readonly failures: Throttle | undefined
  readonly countRefusal: CountRefusal
}

const BODY_LIMIT_BYTES = 64 * 1024

export async function compatibleApi(
  server: FastifyInstance,
  { needs, settings, failures, countRefusal }: Options,
): Promise<void> {
  const answerError = createCompatibleErrorAnswer(countRefusal)
  acceptAnyContentType(server)
  server.setErrorHandler(answerError)
  server.setNotFoundHandler((request, reply) =>
    answerError(
      new Refusal('not_found', {
        detail: 'There is nothing at this path with this method. Compare it with the API reference.',
      }),
      request,
      reply,
    ),
  )
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store')
    done()
  })
  server.addHook('onRoute', (route) => {
    route.schema = { hide: true }
    route.bodyLimit = BODY_LIMIT_BYTES
  })

  // An application in a browser may know the token endpoint by these names.
  allowOtherSites(server, ['/auth/token', '/auth/authorize'])
  server.post('/auth/api-tokens/authorize', authorizeHandler({ needs, settings, failures }))
  for (const path of ['/auth/token', '/auth/authorize'])
    server.post(path, platformTokenHandler({ needs, failures }))
  server.post('/auth/api-tokens/details', detailsHandler({ needs, failures }))
  server.get('/auth/token-public-key', keysHandler({ needs, settings }))

  server.get('/auth/token/expand-overflow-claims', expandHandler(needs))

  /** What is not read is a change, unless it says that it changes nothing: none can be added that forgets it. */
  const authenticated =
    (handle: CompatibleHandler, { changesNothing = false, answers = 200 } = {}) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const caller = await accessTokenCaller(needs, request)
      refuseOthers(request, caller)
      if (request.method !== 'GET' && !changesNothing) refuseUnlessAdministering(caller)
      const answer = await handle({ needs, caller, request, settings })
      reply.code(answers)
      return answer
    }
  // The access token is stateless: it ends when it expires, or with its API token. There is no session here to end.
  server.post(
    '/auth/logout',
    authenticated(async () => ({}), { changesNothing: true }),
  )
  server.get('/loggedin/user', authenticated(loggedInUser))
  server.get('/loggedin/user/orgs', authenticated(organizations))
  server.get('/v2/loggedin/user/orgs', authenticated(organizationPages))
  server.get('/loggedin/user/default-org', authenticated(defaultOrganization))
  server.get('/loggedin/user/orgs/:org/info', authenticated(organizationInfo))
  server.get('/loggedin/user/orgs/:org/roles', authenticated(organizationRoles))
  server.get('/loggedin/user/orgs/:org/service-roles', authenticated(serviceRoles))
  server.get('/loggedin/user/orgs/:org/groups', authenticated(groups))
  server.post('/loggedin/user/orgs/:org/api-tokens', authenticated(createApiTokenHandler))
  server.delete('/users/:user/orgs/:org/api-tokens', authenticated(revokeAllHandler))
  server.get('/orgs/:org', authenticated(organization))
  server.get('/v2/orgs/:org/users', authenticated(users))
  server.get('/orgs/:org/users/search', authenticated(searchUsers))
  server.patch('/v2/orgs/:org/users/:person/roles', authenticated(changeUserRoles))
  server.delete('/v2/orgs/:org/users', authenticated(removeUsers))
  server.get('/orgs/:org/invitations', authenticated(invitations))
  server.post('/orgs/:org/invitations', authenticated(inviteUsers, { answers: 202 }))
  server.get('/orgs/:org/invitations/:invitation', authenticated(invitation))
  server.delete('/orgs/:org/invitations/:invitation', authenticated(withdrawInvitationHandler))
  server.get('/orgs/:org/groups', authenticated(groupsOfOrganization))
  server.post('/orgs/:org/groups', authenticated(createGroupHandler))
  server.get('/orgs/:org/groups-search', authenticated(searchGroups))
  server.get('/orgs/:org/groups/:group', authenticated(group))
  server.patch('/orgs/:org/groups/:group', authenticated(changeGroupHandler))
  server.delete('/orgs/:org/groups/:group', authenticated(removeGroupHandler))
  server.get('/orgs/:org/groups/:group/users', authenticated(usersOfGroup))
  server.post('/orgs/:org/groups/:group/users', authenticated(addGroupUsers))
  server.delete('/orgs/:org/groups/:group/users', authenticated(removeGroupUsers))
  server.get('/orgs/:org/oauth-apps', authenticated(oauthApps))
  server.post('/orgs/:org/oauth-apps', authenticated(createOAuthApp))
  server.get('/orgs/:org/oauth-apps/:app', authenticated(oauthApp))
  server.patch('/orgs/:org/oauth-apps/:app', authenticated(changeOAuthApp))
  server.delete('/orgs/:org/oauth-apps/:app', authenticated(removeOAuthApp))
  server.put('/orgs/:org/oauth-apps/:app/secret', authenticated(replaceSecretNow))
  server.post('/orgs/:org/oauth-apps/:app/secret', authenticated(replaceSecretLater))
  server.get('/orgs/:org/roles', authenticated(roles))
  server.get('/orgs/:org/roles/:role', authenticated(role))
  server.get('/orgs/:org/services', authenticated(services))
  server.get('/services/definitions/external/:service', authenticated(service))
  server.get('/users/:user', authenticated(user))
  server.get('/userinfo', authenticated(userInfo))
}

/** Another organization's or somebody else's thing in one's own answers as one that does not exist. */
function refuseOthers({ params }: FastifyRequest, { organization: own, user: self }: Caller): void {
  const { org, user } = params as { org?: string; user?: string }
  if (org === undefined) return
  const isOther = org !== own.id || (user !== undefined && idIn(user, self) !== self.id)
  if (isOther) throw new Refusal('not_found')
}
