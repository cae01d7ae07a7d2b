/** The session cookie. With `__Host-` and Secure everywhere but on a loopback address without TLS, where browsers refuse both. */
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { NewSession } from '../actions/sessions/sign-in.ts'
import { SESSION_ABSOLUTE_MS } from '../domain/session.ts'

export type SessionCookies = ReturnType<typeof createSessionCookies>

export function createSessionCookies({ isSecure }: { readonly isSecure: boolean }) {
  const name = isSecure ? '__Host-countersign' : 'countersign'
  const attributes = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' as const }
  return {
    read: (request: FastifyRequest): string | undefined => request.cookies[name],
    set: (reply: FastifyReply, { cookie }: NewSession): void => {
      reply.setCookie(name, cookie.reveal(), { ...attributes, maxAge: SESSION_ABSOLUTE_MS / 1000 })
    },
    clear: (reply: FastifyReply): void => {
      reply.clearCookie(name, attributes)
    },
  }
}
