/** Guards for plain `Request -> Response` handlers: Deno, Bun, edge runtimes, service workers. */
import { createGuards, type Guards } from './guards.ts'
import { metadataAnswer } from './protected-resource.ts'
import type { Verifier } from './verifier.ts'

/** What stands behind the request, such as the environment of an edge runtime, is passed on untouched. */
export type FetchHandler<Rest extends unknown[]> = (
  request: Request,
  ...rest: Rest
) => Response | Promise<Response>
export type FetchGuard = <Rest extends unknown[]>(
  handler: FetchHandler<Rest>,
) => (request: Request, ...rest: Rest) => Promise<Response>

/**
 * @example
 * const { requirePermission } = fetchGuards(verifier)
 * const organization = (request: Request) => new URL(request.url).pathname.split('/')[2]
 * const listItems = requirePermission('inventory:item.read', { organization })((request) => {
 *   return Response.json(itemsOf(accessTokenOf(request).organizationId))
 * })
 */
export function fetchGuards<Organization extends string | undefined>(
  verifier: Verifier<Organization>,
): Guards<Request, FetchGuard, Organization> {
  return createGuards<Request, FetchGuard, Organization>(
    verifier,
    {
      header: (request, name) => request.headers.get(name) ?? undefined,
      method: ({ method }) => method,
      target: ({ url }) => url,
    },
    (admit) =>
      (handler) =>
      async (request, ...rest) => {
        const refusal = await admit(request)
        return refusal ? new Response(refusal.body, refusal) : handler(request, ...rest)
      },
  )
}

/**
 * Put around all of a service's handlers, answers `/.well-known/oauth-protected-resource` (RFC 9728).
 * @throws TypeError when the verifier was not told `serviceUrl`
 * @example export default { fetch: fetchMetadata(verifier)(handleRequest) }
 */
export function fetchMetadata(verifier: Verifier): FetchGuard {
  const metadata = metadataAnswer(verifier)
  return (handler) =>
    async (request, ...rest) => {
      const answer = metadata(request.method, request.url)
      return answer ? new Response(answer.body, answer) : handler(request, ...rest)
    }
}
