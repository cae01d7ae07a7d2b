/** Lets callers in, by kind. The only place where HTTP credentials become a person. */
import type { FastifyRequest } from 'fastify'
import { isChange, type Endpoint } from '@countersign/api'
import {
  authenticateAccessToken,
  refuseUnlessAdministering,
} from '../actions/api-tokens/authenticate-access-token.ts'
import {
  authenticateSession,
  enterOrganization,
  findSession,
} from '../actions/sessions/authenticate-session.ts'
import type { Needs } from '../actions/needs.ts'
import { permits } from '../domain/authority.ts'
import type { Caller, SignedIn } from '../domain/caller.ts'
import { Refusal } from '../domain/refusal.ts'
import { isRecentlyAuthenticated } from '../domain/session.ts'
import { accessTokenOf } from './access-token-header.ts'
import { known, suspected } from './counted-refusals.ts'
import { presentedProof } from './dpop.ts'
import { originOf } from './origin.ts'
import type { Route } from './route.ts'
import { isFromOtherSite } from './same-origin.ts'
import type { SessionCookies } from './session-cookie.ts'

/** What the route is for decides what an access token has to have: see `refuseUnlessAdministering`. */
export type Doorkeeper = (
  { caller, endpoint }: Pick<Route, 'caller' | 'endpoint'>,
  request: FastifyRequest,
) => Promise<object>

type DoorNeeds = {
  readonly needs: Needs
  readonly sessionCookies: SessionCookies
  readonly publicOrigin: string
}

export function createDoorkeeper({ needs, sessionCookies, publicOrigin }: DoorNeeds): Doorkeeper {
  const refuseOtherSites = async (request: FastifyRequest): Promise<void> => {
    if (!isFromOtherSite(request, publicOrigin)) return
    const found = await findSession(needs, sessionCookies.read(request))
    if (found !== undefined) suspected(request, found.user.id)
    throw new Refusal('origin_forbidden', { detail: 'Changes are only taken from the console itself.' })
  }
  const signedInOf = async (request: FastifyRequest): Promise<SignedIn> => {
    await refuseOtherSites(request)
    return known(request, await authenticateSession(needs, sessionCookies.read(request), originOf(request)))
  }
  const memberOf = async (request: FastifyRequest, endpoint: Endpoint): Promise<Caller> => {
    const { organizationId } = request.params as { organizationId: string }
    const accessToken = accessTokenOf(request)
    if (accessToken === undefined)
      return known(request, await enterOrganization(needs, await signedInOf(request), organizationId))
    const caller = known(
      request,
      await authenticateAccessToken(needs, accessToken, proofOf(needs, request), originOf(request)),
    )
    if (caller.organization.id !== organizationId) throw new Refusal('not_found')
    if (isChange(endpoint)) refuseUnlessAdministering(caller)
    else if (endpoint.tellsOfCallerOnly !== true) refuseUnlessPermitted(caller)
    return caller
  }
  return async ({ caller: kind, endpoint }, request) => {
    if (kind === 'member') return { caller: await memberOf(request, endpoint) }
    if (kind === 'recentMember') {
      const caller = await memberOf(request, endpoint)
      refuseUnlessRecent(caller, needs)
      return { caller }
    }
    if (kind === 'signedIn') return { signedIn: await signedInOf(request) }
    if (kind === 'recentlySignedIn') {
      const signedIn = await signedInOf(request)
      refuseUnlessRecent(signedIn, needs)
      return { signedIn }
    }
    await refuseOtherSites(request)
    return { origin: originOf(request) }
  }
}

/** The caller of the compatible API: an access token, never a session. */
export const accessTokenCaller = async (needs: Needs, request: FastifyRequest): Promise<Caller> =>
  known(
    request,
    await authenticateAccessToken(
      needs,
      presentedAccessToken(request),
      proofOf(needs, request),
      originOf(request),
    ),
  )

const proofOf = ({ settings }: Needs, request: FastifyRequest) => presentedProof(request, settings.issuer)

/** @throws {Refusal} `unauthenticated` when there is none */
export function presentedAccessToken(request: FastifyRequest): string {
  const accessToken = accessTokenOf(request)
  if (accessToken === undefined) throw new Refusal('unauthenticated', { detail: 'Send an access token.' })
  return accessToken
}

/** An access token for a service alone is not to tell it of its user's other API tokens. */
function refuseUnlessPermitted({ authority }: Caller): void {
  if (permits(authority, 'organization.read')) return
  throw new Refusal('right_required', {
    detail:
      'The access token has no role in the organization. Exchange an API token that has one, such as org_member.',
  })
}

function refuseUnlessRecent({ session }: Pick<Caller, 'session'>, { now }: Needs): void {
  if (session === null || isRecentlyAuthenticated(session, now())) return
  throw new Refusal('reauthentication_required', {
    detail: 'Give your password again, then repeat the request.',
  })
}
