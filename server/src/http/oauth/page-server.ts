/** What holds for all pages that apps send people to: forms, errors as pages, nothing kept, and nothing told to other sites. */
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authenticateSession } from '../../actions/sessions/authenticate-session.ts'
import type { Needs } from '../../actions/needs.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { CountRefusal } from '../counted-refusals.ts'
import { createErrorAnswer } from '../error-answer.ts'
import { originOf } from '../origin.ts'
import { sendPage } from '../pages/page.ts'
import type { SessionCookies } from '../session-cookie.ts'
import type { HttpSettings } from '../settings.ts'
import { cannotGoOn } from './authorize-pages.ts'
import { parseForms } from './form.ts'

export type PagesOptions = {
  readonly needs: Needs
  readonly settings: HttpSettings
  readonly sessionCookies: SessionCookies
  readonly countRefusal: CountRefusal
}

export async function pageServer(
  server: FastifyInstance,
  { settings, countRefusal }: PagesOptions,
): Promise<void> {
  await server.register(cookie)
  parseForms(server)
  server.setErrorHandler(
    createErrorAnswer(countRefusal, ({ status, title, detail }, _request, reply) =>
      sendPage(reply.code(status), settings, cannotGoOn(`${title}. ${detail}`)),
    ),
  )
  server.addHook('onRoute', (route) => {
    route.schema = { hide: true }
  })
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers({
      'cache-control': 'no-store',
      // Our own forms say where they come from; other sites are told nothing.
      'referrer-policy': 'same-origin',
      // An app may have opened this page in a window of its own, and waits for it to come back.
      'cross-origin-opener-policy': 'unsafe-none',
    })
    done()
  })
}

export type Entries = readonly (readonly [string, string])[]

export const queryOf = ({ url }: FastifyRequest): Entries => [
  ...new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''),
]

export const bodyOf = ({ body }: FastifyRequest): Entries => [
  ...new URLSearchParams(typeof body === 'string' ? body : ''),
]

/** Undefined when nobody is. */
export async function signedInOf(
  { needs, sessionCookies }: PagesOptions,
  request: FastifyRequest,
): Promise<SignedIn | undefined> {
  try {
    return await authenticateSession(needs, sessionCookies.read(request), originOf(request))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unauthenticated') return undefined
    throw error
  }
}
