/** Builds the HTTP server: two faces over the same actions, one log line a request, no stack in any answer. */
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Needs } from '../actions/needs.ts'
import { createAddressThrottle } from '../actions/throttle.ts'
import { randomUuid } from '../crypto/random.ts'
import { Refusal } from '../domain/refusal.ts'
import { logRequests } from './access-log.ts'
import { createDoorkeeper } from './callers.ts'
import { missingConsole, serveConsole } from './console.ts'
import { createRefusalCounter } from './counted-refusals.ts'
import { compatibleApi } from './csp/compatible-api.ts'
import { ssfApi } from './event-streams/ssf-api.ts'
import { healthRoutes } from './health.ts'
import { helpPages } from './help/help-pages.ts'
import { authorizePages } from './oauth/authorize.ts'
import { devicePages } from './oauth/device-pages.ts'
import { logoutPages } from './oauth/logout.ts'
import { oauthApi } from './oauth/oauth-api.ts'
import { openApi } from './openapi.ts'
import { withoutPrefix } from './path-prefix.ts'
import { createProblemAnswer } from './problem.ts'
import { referencePage } from './reference/reference-page.ts'
import { securityHeaders, sendSecurityHeaders } from './security-headers.ts'
import { refuseWhileStopping } from './stopping.ts'
import { createSerializerBuilder } from './serialization.ts'
import { createSessionCookies } from './session-cookie.ts'
import { revocationRoutes } from './revocations.ts'
import { statusListRoutes } from './status-lists.ts'
import { secureOptions } from './tls.ts'
import { trustOf } from './trusted-proxies.ts'
import { watchForwarding } from './undeclared-proxies.ts'
import type { HttpSettings } from './settings.ts'
import { unsubscribePage } from './unsubscribe-page.ts'
import { answerUnknownExpectations, answerUnreadable } from './unreadable-request.ts'
import { watchTokensInUrls } from './tokens-in-urls.ts'
import { v1 } from './v1/v1.ts'
import { COMPATIBLE_BASE, wellKnownRoutes } from './well-known.ts'

export async function createServer(
  needs: Needs,
  settings: HttpSettings,
  logger: FastifyBaseLogger,
  watchers: readonly ((server: FastifyInstance) => void)[] = [],
): Promise<FastifyInstance> {
  const publicUrl = new URL(settings.publicUrl)
  const isSecure = publicUrl.protocol === 'https:'
  const headers = securityHeaders({ isSecure, includesSubdomains: settings.hstsIncludesSubdomains })
  const isTrusted = trustOf(settings.trustedProxies)
  const countRefusal = createRefusalCounter(needs)
  const answerProblem = createProblemAnswer(countRefusal)
  const server: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger for each request costs more than the line it writes; lines name their request themselves.
    childLoggerFactory: (parent, _bindings, options) =>
      options.level === undefined ? parent : parent.child({}, options),
    genReqId: () => randomUuid(),
    trustProxy: isTrusted,
    rewriteUrl: withoutPrefix(publicUrl.pathname),
    // A URL that no route was even looked for: no hook runs.
    frameworkErrors: (error, request, reply) =>
      answerProblem(error, request, reply.headers({ ...headers, 'x-request-id': request.id })),
    clientErrorHandler: answerUnreadable(headers),
    // Node would answer with an empty body.
    ...(settings.certificate
      ? { https: { requireHostHeader: false, ...secureOptions(settings.certificate) } }
      : { http: { requireHostHeader: false } }),
    return503OnClosing: false,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 256 },
    schemaController: { compilersFactory: { buildSerializer: createSerializerBuilder() } },
  })
  answerUnknownExpectations(server)
  server.setErrorHandler(answerProblem)
  let consolePage = missingConsole
  server.setNotFoundHandler(
    (request, reply) =>
      consolePage(request, reply) ?? answerProblem(new Refusal('not_found', NO_ROUTE), request, reply),
  )
  // Before anything that may refuse.
  sendSecurityHeaders(server, headers)
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const isHostMissing = request.headers.host === undefined && request.raw.httpVersion === '1.1'
    done(isHostMissing ? new Refusal('request_invalid', { detail: 'Send a Host header.' }) : undefined)
  })
  refuseWhileStopping(server)
  watchForwarding(server, isTrusted, needs.undeclaredProxies)
  for (const watch of [logRequests, ...watchers]) watch(server)
  watchTokensInUrls(server, needs)
  await openApi(server, settings)

  const sessionCookies = createSessionCookies({ publicUrl: settings.publicUrl })
  const letIn = createDoorkeeper({ needs, sessionCookies, publicOrigin: publicUrl.origin })
  await server.register(v1, { needs, letIn, sessionCookies, answerProblem })
  const perMinute = settings.failedExchangesPerMinute
  const failures =
    perMinute === 0 ? undefined : createAddressThrottle({ failures: perMinute, seconds: 60, now: needs.now })
  await server.register(compatibleApi, { prefix: COMPATIBLE_BASE, needs, settings, failures, countRefusal })
  await server.register(oauthApi, { needs, failures, countRefusal })
  for (const pages of [authorizePages, logoutPages, devicePages])
    await server.register(pages, { needs, settings, sessionCookies, countRefusal })
  await server.register(ssfApi, { needs, answerProblem })
  wellKnownRoutes(server, settings)
  statusListRoutes(server, needs)
  revocationRoutes(server, needs)
  healthRoutes(server, needs)
  referencePage(server, settings)
  helpPages(server, settings)
  await server.register(unsubscribePage, { needs, settings })
  if (settings.consoleFolder !== undefined) {
    const basePath = `${publicUrl.pathname.replace(/\/+$/, '')}/`
    consolePage = await serveConsole(server, { folder: settings.consoleFolder, basePath })
  }
  return server
}

const NO_ROUTE = {
  detail: 'There is nothing at this path with this method. Compare it with the API reference.',
}
