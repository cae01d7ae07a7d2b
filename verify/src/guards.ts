/**
 * The guards that every adapter offers, over the two things that differ between frameworks. A guard lets a request in
 * and remembers its token, or gives the refusal to answer with; an error that is not about the token is thrown on.
 */
import { acceptToken } from './accepted-token.ts'
import type { AccessToken } from './access-token.ts'
import { VerifyError } from './errors.ts'
import { type Refusal, refusalFor } from './refusal.ts'
import { requestToken, type TokenHeader } from './request-token.ts'
import type { Verifier } from './verifier.ts'

/**
 * Finds in a request the resource for which the role or permission is needed; undefined means all resources.
 * A method, so that a callback may name the framework's own type of request, which is narrower.
 */
export type ResourceOf<Request> = { resource(request: Request): string | undefined }

export type Guards<Request, Guard> = {
  /** Lets in every caller with an access token for this service. */
  requireToken: () => Guard
  /** @example requirePermission('inventory:item.read', { resource: (request) => request.params.warehouse }) */
  requirePermission: (permission: string, of?: ResourceOf<Request>) => Guard
  requireRole: (role: string, of?: ResourceOf<Request>) => Guard
  requireOrganizationRole: (role: string) => Guard
}

/** What to answer in place of the handler; undefined when the request may go on to it. */
export type Admit<Request> = (request: Request) => Promise<Refusal | undefined>

export function createGuards<Request extends object, Guard>(
  verifier: Verifier,
  headerOf: (request: Request, name: TokenHeader) => string | undefined,
  guardWith: (admit: Admit<Request>) => Guard,
): Guards<Request, Guard> {
  /** `checkFor` looks at the request once, so that its callback for the resource is not called twice. */
  const guard = (checkFor: (request: Request) => (token: AccessToken) => void): Guard =>
    guardWith(async (request) => {
      try {
        const text = requestToken((name) => headerOf(request, name))
        const token = await verifier.verify(text, { rights: 'carried' })
        acceptToken(request, await satisfying(checkFor(request), token))
        return undefined
      } catch (error) {
        if (error instanceof VerifyError) return refusalFor(error)
        throw error
      }
    })
  return {
    requireToken: () => guard(() => () => {}),
    requirePermission: (permission, of) =>
      guard((request) => {
        const resource = of?.resource(request)
        return (token) => token.requirePermission(permission, { resource })
      }),
    requireRole: (role, of) =>
      guard((request) => {
        const resource = of?.resource(request)
        return (token) => token.requireRole(role, { resource })
      }),
    requireOrganizationRole: (role) => guard(() => (token) => token.requireOrganizationRole(role)),
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
