/** Registers the table of routes. Everything that holds for all of our own API is here: strict JSON, schemas, no caching. */
import cookie from '@fastify/cookie'
import { heedsIfMatch } from '@countersign/api'
import type { FastifyInstance } from 'fastify'
import type { Needs } from '../../actions/needs.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Doorkeeper } from '../callers.ts'
import { entityTag, ifMatchOf } from '../entity-tag.ts'
import type { AnswerError } from '../error-answer.ts'
import { parseStrictJson } from '../json-body.ts'
import { openApiRow } from '../openapi.ts'
import type { Route, SessionCookie } from '../route.ts'
import { routes } from '../routes.ts'
import type { SessionCookies } from '../session-cookie.ts'
import { createValidatorCompiler } from '../validation.ts'

/** Far above what a form of the console sends; a selection of scopes that is larger is answered 413. */
const BODY_LIMIT_BYTES = 256 * 1024

const NO_BODY = { detail: 'This request takes no body. Send it without one.' }

type V1 = {
  readonly needs: Needs
  readonly letIn: Doorkeeper
  readonly sessionCookies: SessionCookies
  readonly answerProblem: AnswerError
}

export async function v1(server: FastifyInstance, options: V1): Promise<void> {
  await server.register(cookie)
  parseStrictJson(server)
  server.setValidatorCompiler(createValidatorCompiler())
  server.setErrorHandler(options.answerProblem)
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store')
    done()
  })
  for (const route of routes) register(server, route, options)
}

function register(server: FastifyInstance, route: Route, { needs, letIn, sessionCookies }: V1): void {
  const { endpoint, handle } = route
  const status = endpoint.status ?? 200
  server.route({
    method: endpoint.method,
    url: endpoint.path,
    bodyLimit: BODY_LIMIT_BYTES,
    schema: openApiRow(route),
    preValidation: (request, _reply, done) => {
      const isSent = request.body !== undefined
      // A body that the schema wants can't be left out: Fastify would skip the check.
      if (endpoint.body && !isSent) request.body = null
      // And whoever sends one where none is read means something else: revoking some, and not all.
      done(!endpoint.body && isSent ? new Refusal('request_invalid', NO_BODY) : undefined)
    },
    handler: async (request, reply) => {
      const sessionCookie: SessionCookie = {
        presented: sessionCookies.read(request),
        deviceMarks: sessionCookies.readDeviceMarks(request),
        set: (session) => sessionCookies.set(reply, session),
        clear: () => sessionCookies.clear(reply),
      }
      const { params, query, body } = request
      const who = await letIn(route, request)
      const asked = {
        ...{ needs, params, query, body, sessionCookie, msSinceAsked: () => reply.elapsedTime },
        ...(heedsIfMatch(endpoint) && { refuseUnread: ifMatchOf(endpoint, request.headers['if-match']) }),
      }
      const answer = await handle({ ...who, ...asked } as never)
      if (endpoint.editable) reply.header('etag', entityTag(endpoint, answer as object))
      return reply.code(status).send(answer)
    },
  })
}
