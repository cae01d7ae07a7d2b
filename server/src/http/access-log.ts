/** One line a request, with the route's template: a query string or a path with an id in it is never written. */
import type { FastifyInstance } from 'fastify'
import { addressOf } from '../domain/address.ts'

export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        address: addressOf(request.ip),
      },
      'request',
    )
    done()
  })
}
