/**
 * Guards for Express 4 and 5, and for anything else with (request, response, next) over node:http. Names the shapes it
 * needs and imports no framework, so a service has no second copy of one.
 */
import { createGuards, type Guards } from './guards.ts'
import { metadataAnswer } from './protected-resource.ts'
import type { Verifier } from './verifier.ts'

export type ExpressRequest = {
  headers: { [name: string]: string | string[] | undefined }
  method?: string | undefined
  url?: string | undefined
  originalUrl?: string | undefined
  // The framework's own types allow any route to have any parameters, so a narrower one here would only get in the way.
  params?: any
  query?: any
  body?: any
}
export type ExpressResponse = {
  writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown }
}
export type ExpressGuard = (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => void

/**
 * @example
 * const { requirePermission } = expressGuards(verifier)
 * const organization = (request: Request) => request.params.organizationId
 * app.get('/organizations/:organizationId/items', requirePermission('inventory:item.read', { organization }), (request, response) => {
 *   response.json(itemsOf(accessTokenOf(request).organizationId))
 * })
 */
export function expressGuards<Organization extends string | undefined>(
  verifier: Verifier<Organization>,
): Guards<ExpressRequest, ExpressGuard, Organization> {
  return createGuards(
    verifier,
    {
      header: (request, name) => request.headers[name]?.toString(),
      method: (request) => request.method ?? '',
      target: targetOf,
    },
    (admit) => (request, response, next) => {
      const answer = async () => {
        const refusal = await admit(request)
        if (!refusal) return next()
        response.writeHead(refusal.status, refusal.headers).end(refusal.body)
      }
      answer().catch(next) // Express 4 does not look at what a handler returns
    },
  )
}

/**
 * Middleware that answers `/.well-known/oauth-protected-resource` (RFC 9728) and lets everything else go on.
 * @throws TypeError when the verifier was not told `serviceUrl`
 * @example app.use(expressMetadata(verifier))
 */
export function expressMetadata(verifier: Verifier): ExpressGuard {
  const metadata = metadataAnswer(verifier)
  return (request, response, next) => {
    const answer = metadata(request.method ?? '', targetOf(request))
    if (!answer) return next()
    response.writeHead(answer.status, answer.headers).end(answer.body)
  }
}

/** `url` is what routers left of it. */
const targetOf = ({ originalUrl, url }: ExpressRequest): string => originalUrl ?? url ?? ''
