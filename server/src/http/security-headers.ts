/**
 * The headers that tell browsers what answers of ours may be used for: never framed, no scripts of others, no telling
 * other sites where one was. A table, because working them out anew for each answer cost as much as the rest of it.
 */
import type { FastifyInstance } from 'fastify'

const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
}

type Tls = {
  readonly isSecure: boolean
  /** Whether browsers must use TLS for every host below ours too. */
  readonly includesSubdomains: boolean
}

export const securityHeaders = ({ isSecure, includesSubdomains }: Tls): Readonly<Record<string, string>> => ({
  ...SECURITY_HEADERS,
  ...(isSecure && {
    'strict-transport-security': `max-age=31536000${includesSubdomains ? '; includeSubDomains' : ''}`,
  }),
})

export function sendSecurityHeaders(
  server: FastifyInstance,
  headers: Readonly<Record<string, string>>,
): void {
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}
