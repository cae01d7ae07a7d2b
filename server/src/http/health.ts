/** For load balancers and supervisors: alive, and able to serve. */
import type { FastifyInstance } from 'fastify'
import type { Needs } from '../actions/needs.ts'

export function healthRoutes(
  server: FastifyInstance,
  { store, keyring }: Pick<Needs, 'store' | 'keyring'>,
): void {
  server.get('/healthz', { schema: { hide: true }, logLevel: 'warn' }, () => ({ status: 'ok' }))
  server.get('/readyz', { schema: { hide: true }, logLevel: 'warn' }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    await store.ping()
    if (keyring.publicKeys().length > 0) return { status: 'ready' }
    return reply
      .code(503)
      .header('retry-after', 1)
      .send({ status: 'starting', message: 'No signing key is loaded yet.' })
  })
}
