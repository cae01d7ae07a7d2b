/** Signing out for an app (OpenID Connect RP-Initiated Logout 1.0): its endpoint, and the page that asks first. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { carried, readCarried } from '../../actions/oauth/carried.ts'
import { isSessionShown, readLogout, type LogoutRequest } from '../../actions/oauth/end-session.ts'
import { signOut } from '../../actions/sessions/sessions.ts'
import { onlyOne, parametersIn, withQuery } from '../../domain/oauth/authorization-request.ts'
import { Refusal } from '../../domain/refusal.ts'
import { nameOf } from '../../domain/user.ts'
import { escaped } from '../pages/html.ts'
import { basePathOf, sendPage, type Page } from '../pages/page.ts'
import { isFromOtherSite } from '../same-origin.ts'
import { seeOther } from './answer.ts'
import { cannotGoOn, sourcesOf } from './authorize-pages.ts'
import { bodyOf, pageServer, queryOf, signedInOf, type Entries, type PagesOptions } from './page-server.ts'

const LOGOUT = '/oauth2/logout'
const CONTINUE = `${LOGOUT}/continue`

type Carried = { readonly request: LogoutRequest; readonly sessionId?: string }

export async function logoutPages(server: FastifyInstance, options: PagesOptions): Promise<void> {
  await pageServer(server, options)
  const { needs, settings, sessionCookies } = options
  const base = basePathOf(settings).slice(0, -1)
  const publicOrigin = new URL(settings.publicUrl).origin
  const carry = (what: Carried): string => carried(needs, 'logout', { at: needs.now(), what })
  const read = (entries: Entries): Carried | undefined =>
    readCarried(needs, 'logout', onlyOne(parametersIn(entries), 'request') ?? '', needs.now()) as
      Carried | undefined
  const refuse = (reply: FastifyReply, detail: string): FastifyReply =>
    sendPage(reply.code(400), settings, cannotGoOn(detail))

  const goBack = (reply: FastifyReply, { redirectUri, state }: LogoutRequest): FastifyReply => {
    if (redirectUri === null) return sendPage(reply, settings, signedOutPage(base))
    return seeOther(reply, state === null ? redirectUri : withQuery(redirectUri, { state }))
  }

  async function end(
    request: FastifyRequest,
    reply: FastifyReply,
    logout: LogoutRequest,
  ): Promise<FastifyReply> {
    const signedIn = await signedInOf(options, request)
    if (signedIn === undefined) return goBack(reply, logout)
    if (!isSessionShown(logout, signedIn)) {
      const form = carry({ request: logout, sessionId: signedIn.session.id })
      const texts = { action: `${base}${CONTINUE}`, form, name: nameOf(signedIn.user) }
      return sendPage(reply, settings, askingPage(logout, texts))
    }
    await signOut(needs, signedIn)
    sessionCookies.clear(reply)
    return goBack(reply, logout)
  }

  const begin = async (reply: FastifyReply, entries: Entries): Promise<LogoutRequest | undefined> => {
    const logout = await readLogout(needs, parametersIn(entries))
    if (logout.outcome === 'asked') return logout.request
    refuse(reply, logout.detail)
    return undefined
  }

  server.get(LOGOUT, async (request, reply) => {
    const logout = await begin(reply, queryOf(request))
    return logout === undefined ? reply : end(request, reply, logout)
  })
  // Browsers send no cookie with another site's form: it goes on as a link.
  server.post(LOGOUT, async (request, reply) => {
    const logout = await begin(reply, bodyOf(request))
    return logout === undefined
      ? reply
      : seeOther(reply, `${base}${CONTINUE}?request=${carry({ request: logout })}`)
  })
  server.get(CONTINUE, async (request, reply) => {
    const kept = read(queryOf(request))
    return kept === undefined ? refuse(reply, OVER) : end(request, reply, kept.request)
  })
  server.post(CONTINUE, async (request, reply) => {
    if (isFromOtherSite(request, publicOrigin)) throw new Refusal('origin_forbidden', { detail: OVER })
    const entries = bodyOf(request)
    const kept = read(entries)
    if (kept === undefined) return refuse(reply, OVER)
    const signedIn = await signedInOf(options, request)
    if (signedIn === undefined) return goBack(reply, kept.request)
    if (kept.sessionId !== signedIn.session.id) return end(request, reply, kept.request)
    if (onlyOne(parametersIn(entries), 'step') !== 'sign_out')
      return sendPage(reply, settings, stayingPage(base))
    await signOut(needs, signedIn)
    sessionCookies.clear(reply)
    return goBack(reply, kept.request)
  })
}

type Texts = { readonly action: string; readonly form: string; readonly name: string }

const askingPage = ({ redirectUri }: LogoutRequest, { action, form, name }: Texts): Page => ({
  title: 'Sign out?',
  hasForm: true,
  leadsTo: redirectUri === null ? [] : sourcesOf(redirectUri),
  main:
    `<h1>Sign out?</h1><p>You are signed in as ${escaped(name)}. An application asks to sign you out here too.</p>` +
    `<form class="ask" method="post" action="${escaped(action)}"><input type="hidden" name="request" value="${escaped(form)}">` +
    '<div class="buttons"><button name="step" value="sign_out">Sign out</button><button name="step" value="stay" class="other">Stay signed in</button></div></form>',
})

const signedOutPage = (base: string): Page => ({
  title: 'You are signed out',
  main: `<h1>You are signed out</h1><p>Applications that you signed in to may still know you: sign out there too. <a href="${escaped(base)}/sign-in">Sign in again</a></p>`,
})

const stayingPage = (base: string): Page => ({
  title: 'You are still signed in',
  main: `<h1>You are still signed in</h1><p><a href="${escaped(base)}/">Open the console</a></p>`,
})

const OVER = 'This page is not complete, or was left open for too long. Go back to the application.'
