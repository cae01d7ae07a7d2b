/** The session cookie, and beside it what a browser keeps of who signed in there before. With `__Host-` and Secure everywhere but on a loopback address without TLS, where browsers refuse both. */
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { NewSession } from '../actions/sessions/sign-in.ts'
import { DEVICE_MARK_MS } from '../actions/sessions/device-marks.ts'
import { SESSION_ABSOLUTE_MS } from '../domain/session.ts'

export type SessionCookies = ReturnType<typeof createSessionCookies>

export function createSessionCookies({ isSecure }: { readonly isSecure: boolean }) {
  const name = isSecure ? '__Host-countersign' : 'countersign'
  const attributes = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' as const }
  return {
    read: (request: FastifyRequest): string | undefined => request.cookies[name],
    readDeviceMarks: (request: FastifyRequest): string | undefined => request.cookies[`${name}-device`],
    set: (reply: FastifyReply, { cookie, deviceMarks }: NewSession): void => {
      reply.setCookie(name, cookie.reveal(), { ...attributes, maxAge: SESSION_ABSOLUTE_MS / 1000 })
      if (deviceMarks === undefined) return
      reply.setCookie(`${name}-device`, deviceMarks, { ...attributes, maxAge: DEVICE_MARK_MS / 1000 })
    },
    // Signing out leaves the marks: they open nothing.
    clear: (reply: FastifyReply): void => {
      reply.clearCookie(name, attributes)
    },
  }
}
