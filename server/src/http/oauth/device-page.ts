/** What people see who let an app in from another device. Plain forms without a script. */
import { MINUTE_MS, type Instant } from '../../domain/instant.ts'
import { shownUserCode, type DeviceCode } from '../../domain/oauth/device-code.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Organization } from '../../domain/organization.ts'
import { nameOf, type User } from '../../domain/user.ts'
import { escaped } from '../pages/html.ts'
import type { Page } from '../pages/page.ts'
import { button, formOf, OTHER_ACCOUNT, pageOf, wrongOf, type FormFrame } from './authorize-pages.ts'

/** So that it is there after signing in. */
export const codeField = (letters: string | undefined): string =>
  letters === undefined
    ? ''
    : `<input type="hidden" name="user_code" value="${escaped(shownUserCode(letters))}">`

type CodeTexts = {
  readonly user: User
  readonly letters: string | undefined
  readonly wrong: string | undefined
}

export const codePage = (frame: FormFrame, { user, letters, wrong }: CodeTexts): Page =>
  pageOf(
    'Connect a device',
    frame,
    `<p class="lead">You are signed in as ${escaped(nameOf(user))}. An application on your device shows a code, and waits for you here.</p>${wrongOf(wrong)}` +
      formOf(
        frame,
        `<label for="user_code">Code</label><input id="user_code" name="user_code" class="code" value="${letters === undefined ? '' : escaped(shownUserCode(letters))}" placeholder="XXXX-XXXX" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="40" autofocus aria-describedby="${wrong === undefined ? '' : 'wrong '}about-code">` +
          '<p id="about-code" class="lead">Eight letters. Enter it only if you began this yourself, on a device in front of you.</p>',
        `${button('code', 'Go on')}${OTHER_ACCOUNT}`,
      ),
  )

/** By what the person knows that the device is theirs. */
export function onDevice(
  letters: string,
  { network, createdAt }: Pick<DeviceCode, 'network' | 'createdAt'>,
  now: Instant,
): string {
  const minutes = Math.floor((now - createdAt) / MINUTE_MS)
  const ago = minutes < 1 ? 'just now' : minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`
  return (
    `<h2>The code on your device must be</h2><p class="code">${escaped(shownUserCode(letters))}</p>` +
    `<p>It was asked for ${ago}, from ${escaped(network)}. Allow it only if you began this yourself: whoever sent you a code, or a link with one, would act in your name.</p>`
  )
}

export const allowedPage = ({ name }: OAuthApp, { displayName }: Organization): Page => ({
  title: 'You can go back to your device',
  main: `<h1>You can go back to your device</h1><p><strong>${escaped(name)}</strong> may act for you in ${escaped(displayName)}. It goes on by itself within seconds; this page can be closed.</p>`,
})

export const deniedPage = ({ name }: OAuthApp): Page => ({
  title: 'Nothing was allowed',
  main: `<h1>Nothing was allowed</h1><p>The device is told that <strong>${escaped(name)}</strong> may not act for you. This page can be closed.</p>`,
})
