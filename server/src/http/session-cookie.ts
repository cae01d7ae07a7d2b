/** The session cookie, and beside it what a browser keeps of who signed in there before. With `__Host-` and Secure everywhere but on a loopback address without TLS, where browsers refuse both. */
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { NewSession } from '../actions/sessions/sign-in.ts'
import { DEVICE_MARK_MS } from '../actions/sessions/device-marks.ts'
import { SESSION_ABSOLUTE_MS } from '../domain/session.ts'

export type SessionCookies = ReturnType<typeof createSessionCookies>

/**
 * Cookies are of a host, whatever its port, and ours of every path: two installations on one host, on ports or paths of
 * their own, would overwrite each other's under one name.
 */
export function sessionCookieName(publicUrl: string): string {
  const { protocol, port, pathname } = new URL(publicUrl)
  const path = pathname
    .split('/')
    .filter(Boolean)
    .map((part) => part.replaceAll(/[^A-Za-z0-9.]/g, codeOf))
  const place = [port, unlikePort(path[0]), ...path.slice(1)].filter(Boolean)
  return [protocol === 'https:' ? '__Host-countersign' : 'countersign', ...place].join('-')
}

/** Port 8443 and the path `/8443` are two places. */
const unlikePort = (part = ''): string => part.replace(/^\d(?=\d*$)/, codeOf)

/** No two paths have one name. */
const codeOf = (character: string): string => `_${character.codePointAt(0)!.toString(16)}_`

/** Two dashes, so that it is not the name of an installation at `/device`. */
const markNameBeside = (name: string): string => `${name}--device`

export function createSessionCookies({ publicUrl }: { readonly publicUrl: string }) {
  const name = sessionCookieName(publicUrl)
  const isSecure = new URL(publicUrl).protocol === 'https:'
  const attributes = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' as const }
  return {
    read: (request: FastifyRequest): string | undefined => request.cookies[name],
    readDeviceMarks: (request: FastifyRequest): string | undefined => request.cookies[markNameBeside(name)],
    set: (reply: FastifyReply, { cookie, deviceMarks }: NewSession): void => {
      reply.setCookie(name, cookie.reveal(), { ...attributes, maxAge: SESSION_ABSOLUTE_MS / 1000 })
      if (deviceMarks === undefined) return
      reply.setCookie(markNameBeside(name), deviceMarks, { ...attributes, maxAge: DEVICE_MARK_MS / 1000 })
    },
    // Signing out leaves the marks: they open nothing.
    clear: (reply: FastifyReply): void => {
      reply.clearCookie(name, attributes)
    },
  }
}
