/**
 * Which access token a guard let a request in with. Kept beside the request and not on it, so that it works alike in
 * every framework, and nothing that copies a request's properties can make up a token.
 */
import type { AccessToken } from './access-token.ts'

const accepted = new WeakMap<object, AccessToken>()

export function acceptToken(request: object, token: AccessToken): void {
  accepted.set(request, token)
}

/**
 * The access token of a request that a guard has let in. Takes what the framework gives a handler: the request, or
 * Hono's context.
 * @throws TypeError when no guard stands before the handler, which is a mistake in the routes
 */
export function accessTokenOf(request: object): AccessToken {
  const token = accepted.get(request)
  if (token) return token
  throw new TypeError('No guard of @countersign/verify has let this request in')
}
