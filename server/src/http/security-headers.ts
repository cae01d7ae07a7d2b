/**
 * The headers that tell browsers what answers of ours may be used for: never framed, no scripts of others, no telling
 * other sites where one was. A table, because working them out anew for each answer cost as much as the rest of it.
 */
import type { FastifyInstance } from 'fastify'

const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

export function sendSecurityHeaders(
  server: FastifyInstance,
  { isSecure }: { readonly isSecure: boolean },
): void {
  const headers = {
    ...SECURITY_HEADERS,
    ...(isSecure && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}
