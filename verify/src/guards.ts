/**
 * The guards that every adapter offers, over the two things that differ between frameworks. A guard lets a request in
 * and remembers its token, or gives the refusal to answer with; an error that is not about the token is thrown on.
 */
import { acceptToken } from './accepted-token.ts'
import type { AccessToken } from './access-token.ts'
import type { DpopRequest } from './dpop-proof.ts'
import { VerifyError } from './errors.ts'
import { type OfOrganization, organizationCheck } from './organization-of-route.ts'
import { urlOfRequest } from './protected-resource.ts'
import { type Answer, refusalFor } from './refusal.ts'
import { readWhenStale, type WhenStale } from './revocation-options.ts'
import { requestToken, type RequestToken, type TokenHeader } from './request-token.ts'
import type { Verifier } from './verifier.ts'

/**
 * Finds in a request the resource for which the role or permission is needed; undefined means all resources.
 * A method, so that a callback may name the framework's own type of request, which is narrower.
 */
export type ResourceOf<Request> = { resource(request: Request): string | undefined }

/** For what must not be done by somebody whose token may have been revoked: `'refuse'`, whatever the verifier does. */
export type IfStale = { whenStale?: WhenStale }

/** What a guard is told of its route. Of which organization it is can be left out only where the verifier knows it. */
export type OfRoute<Request, Organization, More = unknown> = undefined extends Organization
  ? [of: OfOrganization<Request> & IfStale & More]
  : [of?: { organization?: Exclude<OfOrganization<Request>['organization'], 'any'> } & IfStale & More]

export type Guards<Request, Guard, Organization = string | undefined> = {
  /** Lets in every caller with an access token for this service and the organization of the route. */
  requireToken: (...of: OfRoute<Request, Organization>) => Guard
  /**
   * @example
   * requirePermission('inventory:item.read', {
   *   organization: (request) => request.params.organizationId,
   *   resource: (request) => request.params.warehouse,
   * })
   */
  requirePermission: (
    permission: string,
    ...of: OfRoute<Request, Organization, Partial<ResourceOf<Request>>>
  ) => Guard
  requireRole: (role: string, ...of: OfRoute<Request, Organization, Partial<ResourceOf<Request>>>) => Guard
  requireOrganizationRole: (role: string, ...of: OfRoute<Request, Organization>) => Guard
}

/** What to answer in place of the handler; undefined when the request may go on to it. */
export type Admit<Request> = (request: Request) => Promise<Answer | undefined>

/** What differs between frameworks when a request is looked at. */
export type RequestReader<Request> = {
  header: (request: Request, name: TokenHeader | 'dpop') => string | undefined
  method: (request: Request) => string
  /** As it came, before any router cut something off: a path, or a whole URL of which only the path counts. */
  target: (request: Request) => string
}

type Of<Request> = Partial<OfOrganization<Request> & ResourceOf<Request>> & IfStale

export function createGuards<Request extends object, Guard, Organization extends string | undefined>(
  verifier: Verifier<Organization>,
  read: RequestReader<Request>,
  guardWith: (admit: Admit<Request>) => Guard,
): Guards<Request, Guard, Organization> {
  const resource = verifier.protectedResource
  const dpopOf = (request: Request): DpopRequest => {
    if (!resource) throw new VerifyError('dpop_unsupported')
    const url = urlOfRequest(resource, read.target(request))
    return { method: read.method(request), url, proof: read.header(request, 'dpop') }
  }
  const challengeAfter = ({ code }: VerifyError, sent: RequestToken | undefined) => {
    const isDpop = resource !== undefined && (sent?.scheme === 'DPoP' || code === 'dpop_required')
    const scheme = isDpop && code !== 'dpop_not_bound' ? 'DPoP' : 'Bearer'
    return { scheme, metadataUrl: resource?.metadataUrl } as const
  }

  /** `checkFor` looks at the request once, so that its callback for the resource is not called twice. */
  const guard = (
    of: Of<Request> | undefined,
    checkFor: (request: Request) => (token: AccessToken) => void,
  ): Guard => {
    const checkOrganization = organizationCheck(verifier, of)
    const stale = of?.whenStale === undefined ? {} : { whenStale: readWhenStale(of.whenStale) }
    return guardWith(async (request) => {
      let sent: RequestToken | undefined
      try {
        sent = requestToken((name) => read.header(request, name))
        const dpop = sent.scheme === 'DPoP' ? dpopOf(request) : undefined
        const token = await verifier.verify(sent.token, { rights: 'carried', dpop, ...stale })
        // First, so that nothing is said about the things of another organization, and nothing is fetched for them.
        await checkOrganization(request, token)
        acceptToken(request, await satisfying(checkFor(request), token))
        return undefined
      } catch (error) {
        if (error instanceof VerifyError) return refusalFor(error, challengeAfter(error, sent))
        throw error
      }
    })
  }
  return {
    requireToken: (...[of]) => guard(of, () => () => {}),
    requirePermission: (permission, ...[of]: [Of<Request>?]) =>
      guard(of, (request) => {
        const resource = of?.resource?.(request)
        return (token) => token.requirePermission(permission, { resource })
      }),
    requireRole: (role, ...[of]: [Of<Request>?]) =>
      guard(of, (request) => {
        const resource = of?.resource?.(request)
        return (token) => token.requireRole(role, { resource })
      }),
    requireOrganizationRole: (role, ...[of]) =>
      guard(of, () => (token) => token.requireOrganizationRole(role)),
  }
}

/** The issuer is asked for the rights that a token leaves out when, and only when, what it carries doesn't decide. */
async function satisfying(check: (token: AccessToken) => void, token: AccessToken): Promise<AccessToken> {
  try {
    check(token)
    return token
  } catch (error) {
    const isUndecided = error instanceof VerifyError && error.code === 'rights_unavailable'
    if (!isUndecided || token.hasAllRights) throw error
  }
  const whole = await token.withAllRights()
  check(whole)
  return whole
}
