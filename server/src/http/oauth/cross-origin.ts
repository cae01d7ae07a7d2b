/**
 * Lets scripts of every site ask where no cookie counts: what is answered is for whoever has the code, the token or nothing
 * at all. Never with credentials, and never at a page.
 */
import type { FastifyInstance } from 'fastify'

const DAY_SECONDS = 86_400

export function allowOtherSites(server: FastifyInstance, paths: readonly string[]): void {
  const open = new Set(paths.map((path) => server.prefix + path))
  server.addHook('onRequest', (request, reply, done) => {
    if (open.has(request.routeOptions.url ?? ''))
      reply.headers({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'www-authenticate',
        'cross-origin-resource-policy': 'cross-origin',
      })
    done()
  })
  for (const path of paths) {
    server.options(path, (_request, reply) =>
      reply
        .code(204)
        .headers({
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': 'authorization, content-type, dpop',
          'access-control-max-age': DAY_SECONDS,
        })
        .send(),
    )
  }
}
