/**
 * Guards for Fastify, as hooks: `onRequest`, or `preHandler` where the resource is found in the body. Names the shapes
 * it needs and imports no framework.
 */
import { createGuards, type Guards } from './guards.ts'
import type { Verifier } from './verifier.ts'

export type FastifyRequest = {
  headers: { [name: string]: string | string[] | undefined }
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
    (request, name) => request.headers[name]?.toString(),
    (admit) => async (request, reply) => {
      const refusal = await admit(request)
      if (refusal) return reply.code(refusal.status).headers(refusal.headers).send(refusal.body)
    },
  )
}
