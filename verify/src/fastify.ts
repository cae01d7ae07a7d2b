/**
 * Guards for Fastify, as hooks: `onRequest`, or `preHandler` where the resource is found in the body. Names the shapes
 * it needs and imports no framework.
 */
import { createGuards, type Guards } from './guards.ts'
import { metadataAnswer } from './protected-resource.ts'
import type { Verifier } from './verifier.ts'

export type FastifyRequest = {
  headers: { [name: string]: string | string[] | undefined }
  method: string
  originalUrl: string
  // Fastify has `unknown` here until a route says otherwise, which no callback could use.
  params?: any
  query?: any
  body?: any
}
export type FastifyReply = {
  code(status: number): { headers(headers: Record<string, string>): { send(body: string): unknown } }
}
export type FastifyGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * @example
 * const { requirePermission } = fastifyGuards(verifier)
 * const onRequest = requirePermission('inventory:item.read', { organization: (request) => request.params.organizationId })
 * app.get('/organizations/:organizationId/items', { onRequest }, async (request) => {
 *   return itemsOf(accessTokenOf(request).organizationId)
 * })
 */
export function fastifyGuards<Organization extends string | undefined>(
  verifier: Verifier<Organization>,
): Guards<FastifyRequest, FastifyGuard, Organization> {
  return createGuards(
    verifier,
    {
      header: (request, name) => request.headers[name]?.toString(),
      method: ({ method }) => method,
      target: ({ originalUrl }) => originalUrl,
    },
    (admit) => async (request, reply) => {
      const refusal = await admit(request)
      if (refusal) return reply.code(refusal.status).headers(refusal.headers).send(refusal.body)
    },
  )
}

/**
 * A hook that answers `/.well-known/oauth-protected-resource` (RFC 9728) and lets everything else go on.
 * @throws TypeError when the verifier was not told `serviceUrl`
 * @example app.addHook('onRequest', fastifyMetadata(verifier))
 */
export function fastifyMetadata(verifier: Verifier): FastifyGuard {
  const metadata = metadataAnswer(verifier)
  return async ({ method, originalUrl }, reply) => {
    const answer = metadata(method, originalUrl)
    if (answer) return reply.code(answer.status).headers(answer.headers).send(answer.body)
  }
}
