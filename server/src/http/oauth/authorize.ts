/**
 * The authorization endpoint and the pages between a request and its answer (RFC 6749, section 3.1). A request that does not
 * go on at once is carried through them signed; only somebody who is signed in causes a row.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nextStep, issueCode, type Step } from '../../actions/oauth/authorize.ts'
import { findClient } from '../../actions/oauth/find-client.ts'
import {
  readSigned,
  signed,
  type PendingRequest,
  type ShownForm,
} from '../../actions/oauth/pending-request.ts'
import { takePushedRequest } from '../../actions/oauth/pushed-requests.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { addressOf } from '../../domain/address.ts'
import {
  judgeAuthorizationRequest,
  onlyOne,
  parametersIn,
  readOf,
  type AuthorizationRequest,
  type Judged,
} from '../../domain/oauth/authorization-request.ts'
import { platformScope } from '../../domain/oauth/asked-scope.ts'
import { clientIdOf, isFromUrl } from '../../domain/oauth/client-url.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { namesPushed } from '../../domain/oauth/pushed-request.ts'
import { Refusal } from '../../domain/refusal.ts'
import { escaped } from '../pages/html.ts'
import { basePathOf, sendPage, type Page } from '../pages/page.ts'
import { isFromOtherSite } from '../same-origin.ts'
import { seeOther, sendAnswer } from './answer.ts'
import {
  accountPage,
  cannotGoOn,
  consentPage,
  goesBackTo,
  noOrganizationPage,
  organizationPage,
  signInPage,
  sourcesOf,
  type FormFrame,
} from './authorize-pages.ts'
import { signInByForm } from './sign-in-form.ts'
import { bodyOf, pageServer, queryOf, signedInOf, type Entries, type PagesOptions } from './page-server.ts'

const AUTHORIZE = '/oauth2/authorize'
/** Where clients of the platform send people. */
const PLATFORM_AUTHORIZE = '/csp/gateway/discovery'
const CONTINUE = `${AUTHORIZE}/continue`
/** Links have to fit into the headers that servers read, beside the cookies. */
const LONGEST_LINK = 12_000

export async function authorizePages(server: FastifyInstance, options: PagesOptions): Promise<void> {
  await pageServer(server, options)
  const pages = createPages(options)
  server.get(AUTHORIZE, (request, reply) => pages.begin(request, reply, queryOf(request)))
  server.get(PLATFORM_AUTHORIZE, (request, reply) =>
    pages.begin(request, reply, asPlatformMeans(queryOf(request))),
  )
  // Browsers send no cookie with another site's form. What was posted goes on as a link, with which they do.
  server.post(AUTHORIZE, (request, reply) => pages.carryOn(request, reply, bodyOf(request)))
  server.get(CONTINUE, (request, reply) => pages.goOn(request, reply, queryOf(request)))
  server.post(CONTINUE, (request, reply) => pages.decide(request, reply, bodyOf(request)))
}

/** What is sent twice, or was pushed, stays as it is: the rules for it are the same. */
function asPlatformMeans(entries: Entries): Entries {
  const scopes = entries.filter(([name]) => name === 'scope')
  if (scopes.length > 1 || namesPushed(parametersIn(entries))) return entries
  const others = entries.filter(([name]) => name !== 'scope')
  return [...others, ['scope', platformScope(scopes[0]?.[1])]]
}

/** A request that a person can be asked about. */
type Asked = {
  readonly app: OAuthApp
  readonly request: AuthorizationRequest
  readonly pending: PendingRequest
}

function createPages(options: PagesOptions) {
  const { needs, settings } = options
  const base = basePathOf(settings).slice(0, -1)
  const publicOrigin = new URL(settings.publicUrl).origin

  const send = (reply: FastifyReply, page: Page): FastifyReply => sendPage(reply, settings, page)
  const linkOf = (pending: PendingRequest): string => `${base}${CONTINUE}?request=${signed(needs, pending)}`

  /** Undefined when it has been answered. */
  async function judge(
    { ip }: FastifyRequest,
    reply: FastifyReply,
    pending: PendingRequest,
  ): Promise<Asked | undefined> {
    const parameters = parametersIn(pending.parameters)
    const id = onlyOne(parameters, 'client_id')
    const app = id === undefined ? undefined : await findClient(needs, id, addressOf(ip))
    const judged: Judged = judgeAuthorizationRequest(parameters, app)
    if (judged.outcome === 'unreturnable') send(reply.code(400), cannotGoOn(judged.detail))
    else if (judged.outcome === 'refused')
      sendAnswer(reply, settings, judged.answerTo, {
        error: judged.error,
        error_description: judged.detail,
      })
    else if (app !== undefined) return { app, request: judged.request, pending }
    return undefined
  }

  async function asked(
    request: FastifyRequest,
    reply: FastifyReply,
    entries: Entries,
  ): Promise<Asked | undefined> {
    const parameters = readOf(entries)
    const pending: PendingRequest = {
      ...{ parameters, askedAt: needs.now(), hintedSubject: null, organizationId: null },
      ...{ signedInFor: null, goesOnWith: null, leaves: null },
    }
    const found = await judge(request, reply, pending)
    if (found === undefined) return undefined
    const known = found.request.idTokenHint === null ? found : await withHint(reply, found)
    if (known === undefined || linkOf(known.pending).length <= LONGEST_LINK) return known
    sendAnswer(reply, settings, found.request, TOO_LONG)
    return undefined
  }

  async function withHint(reply: FastifyReply, found: Asked): Promise<Asked | undefined> {
    const hint = await needs.keyring.verify('JWT', found.request.idTokenHint ?? '', { evenEnded: true })
    if (hint === undefined || hint.aud !== clientIdOf(found.app)) {
      sendAnswer(reply, settings, found.request, {
        error: 'invalid_request',
        error_description: 'id_token_hint is not an ID token that this app was given here.',
      })
      return undefined
    }
    const parameters = found.pending.parameters.filter(([name]) => name !== 'id_token_hint')
    return { ...found, pending: { ...found.pending, parameters, hintedSubject: hint.sub } }
  }

  /** As a link that can be opened again, also where what was pushed is used up by this. */
  async function follow(
    request: FastifyRequest,
    reply: FastifyReply,
    entries: Entries,
  ): Promise<FastifyReply> {
    const named = parametersIn(entries)
    const parameters = namesPushed(named) ? await takePushedRequest(needs, named) : entries
    if (parameters === undefined) return send(reply.code(400), cannotGoOn(NOT_PUSHED))
    const found = await asked(request, reply, parameters)
    return found === undefined ? reply : seeOther(reply, linkOf(found.pending))
  }

  async function show(request: FastifyRequest, reply: FastifyReply, found: Asked): Promise<FastifyReply> {
    const signedIn = await signedInOf(options, request)
    return showStep(reply, found, { next: await nextStep(needs, found, signedIn), signedIn })
  }

  async function showStep(
    reply: FastifyReply,
    found: Asked,
    { next, signedIn, wrong, username }: Shown,
  ): Promise<FastifyReply> {
    const { app, request, pending } = found
    const frameOf = (shown?: string): FormFrame => {
      const form: ShownForm = {
        sessionId: signedIn?.session.id ?? null,
        ...(shown !== undefined && { shown }),
      }
      return {
        action: `${base}${CONTINUE}`,
        request: signed(needs, pending, form),
        leadsTo: sourcesOf(request.redirectUri),
      }
    }
    if (next.step === 'ready' && signedIn !== undefined) {
      const code = await issueCode(needs, signedIn, { app, request, organizationId: next.organizationId })
      return sendAnswer(reply, settings, request, { code })
    }
    if (next.step === 'refused')
      return sendAnswer(reply, settings, request, { error: next.error, error_description: next.detail })
    if (next.step === 'account') return send(reply, accountPage(app, frameOf(), next.user))
    if (next.step === 'no_organization')
      return send(reply.code(403), noOrganizationPage(app, frameOf(), next.user))
    if (next.step === 'organization') return send(reply, organizationPage(app, frameOf(), next.organizations))
    if (next.step === 'consent') {
      const { asked: consent, user } = next
      const { id: organizationId } = consent.organization
      const [services, maker] = await Promise.all([
        needs.store.services.list(organizationId),
        app.organizationId === organizationId || isFromUrl(app)
          ? undefined
          : needs.store.organizations.find(app.organizationId),
      ])
      const where = goesBackTo(request.redirectUri)
      const texts = { user, asked: consent, services, maker: maker?.displayName, where }
      return send(reply, consentPage(app, frameOf(consent.shown), texts))
    }
    const texts = {
      next: `Then it goes on to <strong>${escaped(app.name)}</strong>.`,
      ...{ username: username ?? request.loginHint ?? '', wrong },
      forgotten: `${base}/forgot-password`,
      canCancel: true,
    }
    return send(reply, signInPage(frameOf(), texts))
  }

  return {
    begin: async (request: FastifyRequest, reply: FastifyReply, entries: Entries) => {
      if (namesPushed(parametersIn(entries))) return follow(request, reply, entries)
      const found = await asked(request, reply, entries)
      return found === undefined ? reply : show(request, reply, found)
    },

    carryOn: async (request: FastifyRequest, reply: FastifyReply, entries: Entries) =>
      follow(request, reply, entries),

    goOn: async (request: FastifyRequest, reply: FastifyReply, entries: Entries) => {
      const kept = readSigned(needs, onlyOne(parametersIn(entries), 'request') ?? '', needs.now())
      if (kept === undefined) return send(reply.code(400), cannotGoOn(OVER))
      const found = await judge(request, reply, kept.pending)
      return found === undefined ? reply : show(request, reply, found)
    },

    decide: async (request: FastifyRequest, reply: FastifyReply, entries: Entries) => {
      if (isFromOtherSite(request, publicOrigin))
        throw new Refusal('origin_forbidden', { detail: OTHER_SITE })
      const fields = parametersIn(entries)
      const field = (name: string): string => onlyOne(fields, name) ?? ''
      const kept = readSigned(needs, field('request'), needs.now())
      if (kept?.form === undefined) return send(reply.code(400), cannotGoOn(OVER))
      const found = await judge(request, reply, kept.pending)
      if (found === undefined) return reply
      const { pending } = found
      const signedIn = await signedInOf(options, request)
      const goTo = (changed: Partial<PendingRequest>): FastifyReply =>
        seeOther(reply, linkOf({ ...pending, ...changed }))
      const step = field('step')
      if (step === 'deny') return sendAnswer(reply, settings, found.request, DENIED)
      // Somebody signed in or out in another window since: the page is shown anew.
      if (kept.form.sessionId !== (signedIn?.session.id ?? null)) return goTo({})
      if (step === 'sign_in') {
        const username = field('username').trim()
        const opened = await signInByForm(options, request, reply, { username, password: field('password') })
        if ('sessionId' in opened) return goTo({ signedInFor: opened.sessionId, leaves: null })
        const { wrong } = opened
        return showStep(reply, found, { next: { step: 'sign_in' }, signedIn, wrong, username })
      }
      if (signedIn === undefined) return goTo({})
      if (step === 'leave') return goTo({ leaves: signedIn.session.id, organizationId: null })
      if (step === 'go_on') return goTo({ goesOnWith: signedIn.session.id })
      if (step === 'organization') return goTo({ organizationId: field('organization') || null })
      const next = await nextStep(needs, found, signedIn)
      const isShown = next.step === 'consent' && next.asked.shown === kept.form.shown
      if (step !== 'allow' || !isShown) return showStep(reply, found, { next, signedIn })
      const organizationId = next.asked.organization.id
      const code = await issueCode(needs, signedIn, {
        app: found.app,
        request: found.request,
        organizationId,
      })
      return sendAnswer(reply, settings, found.request, { code })
    },
  }
}

type Shown = {
  readonly next: Step
  readonly signedIn: SignedIn | undefined
  readonly wrong?: string
  readonly username?: string
}

const DENIED = { error: 'access_denied', error_description: 'The person did not allow it.' }
const TOO_LONG = {
  error: 'invalid_request',
  error_description: 'The request is too long. Push it first, or send less.',
}
const OVER =
  'This page is not complete, or was left open for too long. Go back to the application and begin again.'
const NOT_PUSHED =
  'What the application prepared was used already, has ended, or is of another one. Go back to the application and begin again.'
const OTHER_SITE = 'The form came from another site. Go back to the application and begin again.'
