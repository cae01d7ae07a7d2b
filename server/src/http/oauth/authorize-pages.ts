/**
 * What a person sees between an app's request and its answer: signing in, choosing, allowing. Plain forms without a script.
 * What the app is called and where it leads to is somebody else's choosing, and is shown as that.
 */
import type { AskedConsent } from '../../actions/oauth/authorize.ts'
import { isFromUrl } from '../../domain/oauth/client-url.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Organization } from '../../domain/organization.ts'
import type { Service } from '../../domain/service.ts'
import { nameOf, type User } from '../../domain/user.ts'
import { escaped } from '../pages/html.ts'
import type { Page } from '../pages/page.ts'
import { allowedSentences } from './consent-words.ts'

/** What every form of these pages is sent with. */
export type FormFrame = {
  readonly action: string
  /** The signed request. */
  readonly request: string
  /** Where it may lead besides, as a policy names it. */
  readonly leadsTo: readonly string[]
}

export const pageOf = (title: string, { leadsTo }: FormFrame, main: string): Page => ({
  title,
  hasForm: true,
  leadsTo,
  main: `<h1>${escaped(title)}</h1>${main}`,
})

/**
 * Where a form may lead, as a policy names it. Chromium asks it at every redirect that follows a form, those of the app to
 * wherever it goes on included, and blocks the whole of it: so all that is like the app's own address is allowed.
 */
export function sourcesOf(uri: string): string[] {
  const { protocol } = new URL(uri)
  return protocol === 'http:' ? ['http:', 'https:'] : [protocol]
}

export const formOf = ({ action, request }: FormFrame, fields: string, buttons: string): string =>
  `<form class="ask" method="post" action="${escaped(action)}"><input type="hidden" name="request" value="${escaped(request)}">` +
  `${fields}<div class="buttons">${buttons}</div></form>`

export const button = (step: string, text: string, isOther = false): string =>
  `<button name="step" value="${step}"${isOther ? ' class="other" formnovalidate' : ''}>${escaped(text)}</button>`

const CANCEL = button('deny', 'Cancel', true)
export const OTHER_ACCOUNT = button('leave', 'Use another account', true)

type SignInTexts = {
  /** HTML: what comes after it. */
  readonly next: string
  readonly username: string
  readonly wrong?: string | undefined
  readonly forgotten: string
  /** An application waits for an answer, also for that one. */
  readonly canCancel: boolean
  /** HTML: what is sent with it besides. */
  readonly fields?: string
}

export const signInPage = (
  frame: FormFrame,
  { next, username, wrong, forgotten, canCancel, fields = '' }: SignInTexts,
): Page =>
  pageOf(
    'Sign in',
    frame,
    `<p class="lead">${next}</p>${wrongOf(wrong)}` +
      formOf(
        frame,
        `${fields}<label for="username">User name</label><input id="username" name="username" value="${escaped(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="254"${username === '' ? ' autofocus' : ''}>` +
          `<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"${username === '' ? '' : ' autofocus'}${wrong === undefined ? '' : ' aria-describedby="wrong"'}>`,
        `${button('sign_in', 'Sign in')}${canCancel ? CANCEL : ''}`,
      ) +
      `<p><a href="${escaped(forgotten)}">Forgotten password?</a></p>`,
  )

/** What the field is described by that it is about. */
export const wrongOf = (wrong: string | undefined): string =>
  wrong === undefined ? '' : `<p class="wrong" role="alert" id="wrong">${escaped(wrong)}</p>`

export const accountPage = (app: Pick<OAuthApp, 'name'>, frame: FormFrame, user: User): Page =>
  pageOf(
    'Choose an account',
    frame,
    `<p class="lead">For <strong>${escaped(app.name)}</strong>.</p>` +
      formOf(frame, '', `${button('go_on', `Go on as ${user.username}`)}${OTHER_ACCOUNT}${CANCEL}`),
  )

export const noOrganizationPage = (app: Pick<OAuthApp, 'name'>, frame: FormFrame, user: User): Page =>
  pageOf(
    'You can’t use this application',
    frame,
    `<p>You are signed in as ${escaped(nameOf(user))}. None of your organizations has <strong>${escaped(app.name)}</strong>, or not the one that was asked for. An owner of your organization can add it.</p>` +
      formOf(frame, '', `${button('leave', 'Use another account')}${button('deny', 'Go back', true)}`),
  )

export const organizationPage = (
  app: Pick<OAuthApp, 'name'>,
  frame: FormFrame,
  organizations: readonly Organization[],
): Page =>
  pageOf(
    'Choose an organization',
    frame,
    `<p class="lead"><strong>${escaped(app.name)}</strong> will act for you in one of them.</p>` +
      formOf(
        frame,
        `<fieldset><legend>Organization</legend>${organizations
          .map(
            ({ id, displayName }, index) =>
              `<label class="choice"><input type="radio" name="organization" value="${escaped(id)}" required${index === 0 ? ' checked' : ''}><span>${escaped(displayName)}</span></label>`,
          )
          .join('')}</fieldset>`,
        `${button('organization', 'Go on')}${OTHER_ACCOUNT}${CANCEL}`,
      ),
  )

type ConsentTexts = {
  readonly user: User
  readonly asked: AskedConsent
  readonly services: readonly Service[]
  /** The organization that registered it, when it is another. */
  readonly maker: string | undefined
  /** HTML: where it is that it was asked, by which the person knows that it is theirs. */
  readonly where: string
}

export const consentPage = (
  app: OAuthApp,
  frame: FormFrame,
  { user, asked, services, maker, where }: ConsentTexts,
): Page =>
  pageOf(
    `Allow ${app.name}?`,
    frame,
    `<p class="lead">${escaped(app.name)}${maker === undefined ? '' : `, an application of ${escaped(maker)},`} asks to act for you, ${escaped(nameOf(user))}, in <strong>${escaped(asked.organization.displayName)}</strong>.</p>` +
      `<h2>What it may do</h2><ul>${allowedSentences(app, asked, services)
        .map((sentence) => `<li>${escaped(sentence)}</li>`)
        .join('')}</ul>` +
      (isFromUrl(app) ? notRegistered(app) : '') +
      `${where}<p>You can withdraw it later: My Account, Connected apps.</p>` +
      formOf(frame, '', `${button('allow', 'Allow')}${button('deny', 'Don’t allow', true)}${OTHER_ACCOUNT}`),
  )

export const goesBackTo = (redirectUri: string): string =>
  `<p>You go back to <strong>${escaped(placeOf(redirectUri))}</strong>. Allow it only if you were just there.</p>`

/** All that is certain is where it says so: whatever else it says of itself is its own choosing. */
const notRegistered = ({ name }: Pick<OAuthApp, 'name'>): string =>
  `<p class="wrong">It is not registered here. Nobody here has looked at it: all that is known of it is its address, at <strong>${escaped(new URL(name).host)}</strong>.</p>`

function placeOf(redirectUri: string): string {
  const { protocol, host, hostname } = new URL(redirectUri)
  if (['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return 'a program on this computer'
  return protocol === 'https:' || protocol === 'http:' ? host : `a program on this device (${protocol})`
}

/** Nobody's form: the answer goes to no app. */
export const cannotGoOn = (detail: string): Page => ({
  title: 'This can’t go on',
  main: `<h1>This can’t go on</h1><p>${escaped(detail)}</p>`,
})
