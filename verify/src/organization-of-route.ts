/**
 * Which organization a guarded route is about. One service serves many with one audience, so a guard that nobody told
 * would open every organization's things to every other: it can't be made, in TypeScript or at start.
 */
import type { AccessToken } from './access-token.ts'
import type { Verifier } from './verifier.ts'

/**
 * Finds in a request the organization whose things it asks for. Undefined is a refusal. Written as a method's type, so
 * that a callback may name the framework's own type of request, which is narrower.
 */
export type OrganizationOf<Request> = {
  find(request: Request): string | undefined | Promise<string | undefined>
}['find']

/**
 * `'any'` says that the route keeps nothing of any one organization, or that its handler looks at
 * `accessTokenOf(request).organizationId` itself.
 */
export type OfOrganization<Request> = { organization: OrganizationOf<Request> | 'any' }

/** What every guard asks before anything else. */
export type CheckOrganization<Request> = (request: Request, token: AccessToken) => Promise<void>

/** @throws TypeError for a route that is told no organization, where the verifier was told none either */
export function organizationCheck<Request>(
  verifier: Verifier,
  of: Partial<OfOrganization<Request>> | undefined,
): CheckOrganization<Request> {
  const isTold = typeof of === 'object' && of !== null && 'organization' in of
  if (!isTold && verifier.organization !== undefined) return async () => {}
  const organization = of?.organization
  if (organization === 'any' && verifier.organization === undefined) return async () => {}
  if (typeof organization === 'function')
    return async (request, token) => token.requireOrganization(await organization(request))
  throw new TypeError(
    verifier.organization === undefined
      ? "A guard needs { organization: (request) => … }, the id of the route's organization, or { organization: 'any' } where the handler looks at the organization of the token itself"
      : 'organization must be a function of the request: the verifier accepts tokens of one organization only',
  )
}
