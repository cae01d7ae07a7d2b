/** Registers the table of routes. Everything that holds for all of our own API is here: strict JSON, schemas, no caching. */
import type { FastifyInstance } from 'fastify'
import type { Needs } from '../../actions/needs.ts'
import type { Doorkeeper } from '../callers.ts'
import { parseStrictJson } from '../json-body.ts'
import { openApiRow } from '../openapi.ts'
import { answerProblem } from '../problem.ts'
import type { Route, SessionCookie } from '../route.ts'
import { routes } from '../routes.ts'
import type { SessionCookies } from '../session-cookie.ts'
import { createValidatorCompiler } from '../validation.ts'

/** The largest body that any of our schemas can ask for is far below. */
const BODY_LIMIT_BYTES = 256 * 1024

type V1 = { readonly needs: Needs; readonly letIn: Doorkeeper; readonly sessionCookies: SessionCookies }

export async function v1(server: FastifyInstance, options: V1): Promise<void> {
  parseStrictJson(server)
  server.setValidatorCompiler(createValidatorCompiler())
  server.setErrorHandler(answerProblem)
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store')
    done()
  })
  for (const route of routes) register(server, route, options)
}

function register(server: FastifyInstance, route: Route, { needs, letIn, sessionCookies }: V1): void {
  const { endpoint, caller, handle } = route
  const status = endpoint.status ?? 200
  server.route({
    method: endpoint.method,
    url: endpoint.path,
    bodyLimit: BODY_LIMIT_BYTES,
    schema: openApiRow(route),
    // A body that the schema wants can't be left out: Fastify would skip the check.
    preValidation: (request, _reply, done) => {
      if (endpoint.body && request.body === undefined) request.body = null
      done()
    },
    handler: async (request, reply) => {
      const sessionCookie: SessionCookie = {
        set: (session) => sessionCookies.set(reply, session),
        clear: () => sessionCookies.clear(reply),
      }
      const { params, query, body } = request
      const who = await letIn(caller, request)
      const answer = await handle({ ...who, needs, params, query, body, sessionCookie } as never)
      return reply.code(status).send(answer)
    },
  })
}
