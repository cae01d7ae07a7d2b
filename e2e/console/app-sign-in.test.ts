/**
 * Signing in to an application in a real browser, with and without JavaScript: the browser's own rules about forms, redirects,
 * cookies and policies are what is tested. The application answers by a redirect of its own, to another origin.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after } from 'node:test'
import { PASSWORD } from '../../server/testing/acme.ts'
import { addApp, basic } from '../../server/testing/oauth.ts'
import { authorization, authorizeUrl, pkce } from '../../server/testing/oauth-browser.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { heading, signIn } from './sign-in-page.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser, { prefix: '/tokens' })
const { acme, url } = opened
const { verifier, challenge } = pkce()

/** Takes the code at one origin, and shows who signed in at another. */
const application = createServer((request, response) => {
  void answer(request.method ?? '', request.url ?? '', request).then(({ status, location = '', text = '' }) =>
    response.writeHead(status, { location, 'content-type': 'text/html' }).end(text),
  )
})
application.listen(0, '127.0.0.1')
await once(application, 'listening')
after(() => application.close())
const { port } = application.address() as AddressInfo
const callback = `http://127.0.0.1:${port}/callback`
const bye = `http://127.0.0.1:${port}/bye`
const { app, secret } = await addApp(acme, {
  ...{ kind: 'web', name: 'Wiki', redirectUris: [callback], postLogoutRedirectUris: [bye] },
})

type Answer = { readonly status: number; readonly location?: string; readonly text?: string }

async function answer(method: string, target: string, body: AsyncIterable<Buffer>): Promise<Answer> {
  const { pathname, searchParams } = new URL(target, callback)
  if (pathname !== '/callback') return { status: 200, text: `<h1>${pathname} ${searchParams.get('as')}</h1>` }
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  const given = method === 'POST' ? new URLSearchParams(Buffer.concat(chunks).toString()) : searchParams
  if (given.has('error')) return { status: 200, text: `<h1>${given.get('error')}</h1>` }
  const tokens = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: basic(app.id, secret),
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code: given.get('code') ?? '' },
      ...{ redirect_uri: callback, code_verifier: verifier },
    }),
  })
  const { access_token } = (await tokens.json()) as Record<string, string>
  const info = await fetch(`${url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
  const { email } = (await info.json()) as Record<string, string>
  return { status: 302, location: `http://localhost:${port}/home?as=${email}` }
}

const asked = (more: Readonly<Record<string, string>> = {}): string =>
  url +
  authorizeUrl(authorization(app.id, challenge, { redirect_uri: callback, scope: 'openid email', ...more }))

for (const javaScriptEnabled of [true, false])
  test(`signs in, allows, and is back in the application ${javaScriptEnabled ? 'with' : 'without'} JavaScript; signs out again`, async (t) => {
    const page = await opened.newPage(t, { javaScriptEnabled })
    await page.goto(asked({ prompt: 'consent' }))
    await signIn(page)
    await heading(page, 'Allow Wiki?')
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await heading(page, '/home max@acme.example')
    // Allowed before: signing in alone leads back, by the same form.
    await page.goto(asked({ prompt: 'login' }))
    await signIn(page)
    await heading(page, '/home max@acme.example')
    // And by a form that sends itself, or is sent by its button.
    await page.goto(asked({ response_mode: 'form_post' }))
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Go on' }).click()
    await heading(page, '/home max@acme.example')
    // Posted from another site, the session is still there.
    await page.setContent(
      `<form method="post" action="${url}/oauth2/authorize">${[...new URL(asked()).searchParams]
        .map(([name, value]) => `<input name="${name}" value="${value}">`)
        .join('')}<button>Go</button></form>`,
    )
    await page.getByRole('button', { name: 'Go' }).click()
    await heading(page, '/home max@acme.example')
    await page.goto(
      `${url}/oauth2/logout?client_id=${app.id}&post_logout_redirect_uri=${encodeURIComponent(bye)}`,
    )
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await heading(page, '/bye null')
    await page.goto(asked())
    await heading(page, 'Sign in')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await heading(page, 'access_denied')
  })

test('what was allowed is seen under My Account, and withdrawn there', async (t) => {
  const page = await opened.newPage(t)
  await page.goto(asked({ prompt: 'consent' }))
  await signIn(page)
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await heading(page, '/home max@acme.example')
  await page.goto(`o/${acme.organization.id}/account/connected-apps`)
  const row = page.getByRole('row', { name: /^Wiki/ })
  await row.getByText('sees your e-mail address').waitFor()
  await assertAccessible(page, 'connected apps')
  await page.setViewportSize({ width: 360, height: 740 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'connected apps are wider than the screen')
  await row.getByRole('button', { name: 'Withdraw Wiki in Acme' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw', exact: true }).click()
  await page.getByText('Wiki is withdrawn.').waitFor()
  await page.getByText('You let no application in.').waitFor()
  await page.goto(asked())
  await heading(page, 'Allow Wiki?')
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing on the pages of signing in to an application, ${colorScheme}, and they fit a narrow screen`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    const isSound = async (what: string): Promise<void> => {
      await heading(page, what)
      await assertAccessible(page, what)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      assert.equal(wide, false, `${what} is wider than the screen`)
    }
    await page.goto(`${url}/oauth2/authorize`)
    await isSound('This can’t go on')
    await page.goto(asked())
    await page.getByLabel('User name').fill('olivia')
    await page.getByLabel('Password').fill('not the password')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await isSound('Sign in')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await isSound('Allow Wiki?')
    await page.goto(asked({ prompt: 'select_account' }))
    await isSound('Choose an account')
    await page.goto(asked({ orgId: acme.other.id }))
    await isSound('You can’t use this application')
    await page.goto(`${url}/oauth2/logout`)
    await isSound('Sign out?')
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await isSound('You are signed out')
  })
