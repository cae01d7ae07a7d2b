/**
 * Where people enter the code that a device shows them, and decide (RFC 8628, section 3.3). They sign in first: whoever tries
 * codes is known, and has few tries. Opening a link does nothing; each step is a button.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nextStep, type Step } from '../../actions/oauth/authorize.ts'
import { carried, readCarried } from '../../actions/oauth/carried.ts'
import { allowDevice, denyDevice, findWaiting } from '../../actions/oauth/device-codes.ts'
import { countAll, createThrottle, giveBackAll, type Tries } from '../../actions/throttle.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { onlyOne, parametersIn } from '../../domain/oauth/authorization-request.ts'
import { enteredUserCode, shownUserCode, type DeviceCode } from '../../domain/oauth/device-code.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import { known } from '../counted-refusals.ts'
import { basePathOf, sendPage, type Page } from '../pages/page.ts'
import { isFromOtherSite } from '../same-origin.ts'
import { seeOther } from './answer.ts'
import {
  cannotGoOn,
  consentPage,
  noOrganizationPage,
  organizationPage,
  signInPage,
  type FormFrame,
} from './authorize-pages.ts'
import { DEVICE_PAGE } from './device.ts'
import { allowedPage, codeField, codePage, deniedPage, onDevice } from './device-page.ts'
import { bodyOf, pageServer, queryOf, signedInOf, type PagesOptions } from './page-server.ts'
import { signInByForm } from './sign-in-form.ts'

/** Of one person, whoever they are: with twenty letters in eight places nobody guesses by these. */
const WRONG_CODES = { failures: 10, seconds: 600 }

/** Of which session a form is, null for nobody's. A code is in it once it was found, and counts as no try any more. */
type Carried = {
  readonly sessionId: string | null
  readonly letters?: string
  readonly organizationId?: string | null
  readonly shown?: string
}

type Waiting = { readonly app: OAuthApp; readonly code: DeviceCode }
type Chosen = { readonly letters: string; readonly organizationId: string | null }

export async function devicePages(server: FastifyInstance, options: PagesOptions): Promise<void> {
  await pageServer(server, options)
  const pages = createPages(options)
  server.get(DEVICE_PAGE, (request, reply) => {
    const entered = onlyOne(parametersIn(queryOf(request)), 'user_code') ?? ''
    return pages.begin(request, reply, enteredUserCode(entered))
  })
  server.post(DEVICE_PAGE, (request, reply) => pages.goOn(request, reply))
}

function createPages(options: PagesOptions) {
  const { needs, settings, countRefusal } = options
  const base = basePathOf(settings).slice(0, -1)
  const publicOrigin = new URL(settings.publicUrl).origin
  const tries = createThrottle({ ...WRONG_CODES, now: needs.now })

  const send = (reply: FastifyReply, page: Page): FastifyReply => sendPage(reply, settings, page)
  const frameOf = (what: Carried): FormFrame => ({
    action: `${base}${DEVICE_PAGE}`,
    request: carried(needs, 'device', { at: needs.now(), what }),
    leadsTo: [],
  })
  const read = (presented: string): Carried | undefined =>
    readCarried(needs, 'device', presented, needs.now()) as Carried | undefined

  type Texts = { readonly username?: string; readonly wrong?: string }
  const askWho = (
    reply: FastifyReply,
    sessionId: string | null,
    letters: string | undefined,
    { username = '', wrong }: Texts = {},
  ): FastifyReply =>
    send(
      reply,
      signInPage(frameOf({ sessionId }), {
        next: 'Then you enter the code that your device shows.',
        ...{ username, wrong, canCancel: false, forgotten: `${base}/forgot-password` },
        fields: codeField(letters),
      }),
    )
  const askCode = (
    reply: FastifyReply,
    { user, session }: SignedIn,
    letters: string | undefined,
    wrong?: string,
  ): FastifyReply => send(reply, codePage(frameOf({ sessionId: session.id }), { user, letters, wrong }))

  /** As a link that can be opened again. */
  const beginAgain = (reply: FastifyReply, letters: string | undefined): FastifyReply => {
    const query = letters === undefined ? '' : `?user_code=${shownUserCode(letters)}`
    return seeOther(reply, `${base}${DEVICE_PAGE}${query}`)
  }

  /** What was entered, if it waits. Too many that do not are refused, also one that would. */
  async function lookUp(signedIn: SignedIn, letters: string): Promise<Waiting | undefined> {
    const counted: Tries = [[tries, signedIn.user.id]]
    countAll(counted)
    const found = await findWaiting(needs, letters)
    if (found !== undefined) giveBackAll(counted)
    return found
  }

  async function enter(
    request: FastifyRequest,
    reply: FastifyReply,
    signedIn: SignedIn,
    letters: string | undefined,
  ): Promise<FastifyReply> {
    if (letters === undefined) return askCode(reply.code(400), signedIn, undefined, MISTYPED)
    try {
      const found = await lookUp(signedIn, letters)
      if (found === undefined) return askCode(reply.code(400), signedIn, letters, NOT_WAITING)
      return await show(reply, signedIn, found, { letters, organizationId: null })
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'too_many_attempts') throw error
      countRefusal(error, request)
      reply.code(429).header('retry-after', error.retryAfterSeconds ?? WRONG_CODES.seconds)
      return askCode(reply, signedIn, letters, `Too many codes were wrong. ${error.detail}`)
    }
  }

  const stepFor = (signedIn: SignedIn, { app, code }: Waiting, { organizationId }: Chosen): Promise<Step> =>
    nextStep(
      needs,
      {
        app,
        // Always asked, whatever was allowed before: only the code tells whose device it is.
        request: { ...code, prompts: ['consent'], maxAgeSeconds: null },
        pending: { ...NOTHING_CHOSEN, organizationId },
      },
      signedIn,
    )

  async function show(
    reply: FastifyReply,
    signedIn: SignedIn,
    found: Waiting,
    chosen: Chosen,
    given?: Step,
  ): Promise<FastifyReply> {
    const next = given ?? (await stepFor(signedIn, found, chosen))
    const { app, code } = found
    const frame = (shown?: string): FormFrame =>
      frameOf({ sessionId: signedIn.session.id, ...chosen, ...(shown !== undefined && { shown }) })
    if (next.step === 'organization') return send(reply, organizationPage(app, frame(), next.organizations))
    if (next.step === 'no_organization')
      return send(reply.code(403), noOrganizationPage(app, frame(), next.user))
    if (next.step !== 'consent') return send(reply.code(400), cannotGoOn(NOTHING_THERE))
    const { asked, user } = next
    const [services, maker] = await Promise.all([
      needs.store.services.list(asked.organization.id),
      app.organizationId === asked.organization.id
        ? undefined
        : needs.store.organizations.find(app.organizationId),
    ])
    const where = onDevice(chosen.letters, code, needs.now())
    const texts = { user, asked, services, maker: maker?.displayName, where }
    return send(reply, consentPage(app, frame(asked.shown), texts))
  }

  async function decide(
    reply: FastifyReply,
    signedIn: SignedIn,
    { step, kept, letters }: { step: string; kept: Carried; letters: string },
  ): Promise<FastifyReply> {
    const chosen = { letters, organizationId: kept.organizationId ?? null }
    const found = await findWaiting(needs, letters)
    if (found === undefined) return askCode(reply.code(400), signedIn, letters, NOT_WAITING)
    const { app, code } = found
    const next = await stepFor(signedIn, found, chosen)
    const organization = next.step === 'consent' ? next.asked.organization : undefined
    if (step === 'deny') {
      const isFirst = await denyDevice(needs, signedIn, { code, organizationId: organization?.id ?? null })
      return isFirst ? send(reply, deniedPage(app)) : askCode(reply.code(400), signedIn, letters, NOT_WAITING)
    }
    const isShown = next.step === 'consent' && next.asked.shown === kept.shown
    if (step !== 'allow' || !isShown || organization === undefined)
      return show(reply, signedIn, found, chosen, next)
    const isFirst = await allowDevice(needs, signedIn, { app, code, organizationId: organization.id })
    return isFirst
      ? send(reply, allowedPage(app, organization))
      : askCode(reply.code(400), signedIn, letters, NOT_WAITING)
  }

  return {
    begin: async (
      request: FastifyRequest,
      reply: FastifyReply,
      letters: string | undefined,
    ): Promise<FastifyReply> => {
      const signedIn = await signedInOf(options, request)
      return signedIn === undefined ? askWho(reply, null, letters) : askCode(reply, signedIn, letters)
    },

    goOn: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      if (isFromOtherSite(request, publicOrigin))
        throw new Refusal('origin_forbidden', { detail: OTHER_SITE })
      const fields = parametersIn(bodyOf(request))
      const field = (name: string): string => onlyOne(fields, name) ?? ''
      const kept = read(field('request'))
      if (kept === undefined) return send(reply.code(400), cannotGoOn(OVER))
      const signedIn = await signedInOf(options, request)
      const letters = kept.letters ?? enteredUserCode(field('user_code'))
      const sessionId = signedIn?.session.id ?? null
      // Somebody signed in or out in another window since: the page is shown anew.
      if (kept.sessionId !== sessionId) return beginAgain(reply, letters)
      const step = field('step')
      if (step === 'sign_in') {
        const username = field('username').trim()
        const opened = await signInByForm(options, request, reply, { username, password: field('password') })
        return 'sessionId' in opened
          ? beginAgain(reply, letters)
          : askWho(reply, sessionId, letters, { username, wrong: opened.wrong })
      }
      if (signedIn === undefined) return beginAgain(reply, letters)
      known(request, signedIn)
      if (step === 'leave') return askWho(reply, sessionId, letters)
      if (kept.letters === undefined) return enter(request, reply, signedIn, letters)
      const organizationId = step === 'organization' ? field('organization') || null : kept.organizationId
      return decide(reply, signedIn, {
        ...{ step, letters: kept.letters },
        kept: { ...kept, organizationId: organizationId ?? null },
      })
    },
  }
}

const NOTHING_CHOSEN = { hintedSubject: null, signedInFor: null, goesOnWith: null, leaves: null }
const MISTYPED = 'A code has eight letters, none of them a vowel. Compare it with the one on your device.'
const NOT_WAITING =
  'This code is not known, has ended, or was decided about. Compare it with the one on your device, or begin again there.'
const NOTHING_THERE =
  'You have nothing in one of the services that it asks for. Sign in with another account, or ask an owner for a role there.'
const OVER = 'This page is not complete, or was left open for too long. Open it again.'
const OTHER_SITE = 'The form came from another site. Open the page again, and enter the code there.'
