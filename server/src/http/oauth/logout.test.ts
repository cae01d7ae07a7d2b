/** Signing out for an app, by the names of the conformance modules of RP-initiated logout. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { addApp, basic, postForm } from '../../../testing/oauth.ts'
import {
  answerIn,
  CALLBACK,
  codeFor,
  fieldsOf,
  headingOf,
  openBrowser,
  type Page,
} from '../../../testing/oauth-browser.ts'
import { accessTokenOf, sessionOf } from '../../../testing/people.ts'

const acme = await openAcme({ after })
const BYE = 'https://wiki.example/bye'
const { app, secret } = await addApp(acme, {
  ...{ kind: 'web', redirectUris: [CALLBACK], postLogoutRedirectUris: [BYE] },
})

/** Signed in, with an ID token of this session. */
async function opened() {
  const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
  const { body } = await postForm(
    acme,
    '/oauth2/token',
    await codeFor(browser, app.id),
    basic(app.id, secret),
  )
  const hint = String(body.id_token)
  const logOut = (parameters: Readonly<Record<string, string>>) =>
    browser.open(`/oauth2/logout?${new URLSearchParams(parameters).toString()}`)
  return { browser, hint, logOut, isSignedIn: () => browser.cookies.size > 0 }
}
const answer = (page: Page) => [page.status, headingOf(page)]

suite('signing out for an app', () => {
  test('happy: an ID token of this session signs out without a word, and goes back with the state', async () => {
    const { hint, logOut, isSignedIn } = await opened()
    const page = await logOut({ id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'x y' })
    assert.ok(page.url.startsWith(`${BYE}?`))
    assert.deepEqual(answerIn(page), { state: 'x y' })
    assert.ok(!isSignedIn())
  })

  test('an ID token that has ended will do as well', async () => {
    const { hint, logOut } = await opened()
    acme.clock.now += 3 * 3_600_000
    assert.equal((await logOut({ id_token_hint: hint, post_logout_redirect_uri: BYE })).url, BYE)
  })

  test('BadIdTokenHint, ModifiedIdTokenHint: nobody is signed out, nor sent anywhere', async () => {
    const { hint, logOut, isSignedIn } = await opened()
    const [header, payload = '', signature] = hint.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url')
    for (const id_token_hint of ['bad', `${header}.${other}.${signature}`, `${hint}x`])
      assert.deepEqual(answer(await logOut({ id_token_hint, post_logout_redirect_uri: BYE })), [
        400,
        'This can’t go on',
      ])
    const { app: second } = await addApp(acme, { kind: 'web', postLogoutRedirectUris: [BYE] })
    const mixed = { id_token_hint: hint, client_id: second.id, post_logout_redirect_uri: BYE }
    assert.equal((await logOut(mixed)).status, 400)
    assert.ok(isSignedIn())
  })

  test('BadLogoutRedirectUri, QueryAddedToLogoutRedirectUri: nobody is signed out, nor sent there', async () => {
    const { hint, logOut, isSignedIn } = await opened()
    for (const post_logout_redirect_uri of [`${BYE}/`, `${BYE}?x=1`, 'https://evil.example/', CALLBACK])
      assert.equal((await logOut({ id_token_hint: hint, post_logout_redirect_uri })).status, 400)
    assert.ok(isSignedIn())
  })

  test('NoIdTokenHint: the person is asked, and goes back only to an address of an app that is named', async () => {
    const { browser, logOut, isSignedIn } = await opened()
    const unnamed = await logOut({ post_logout_redirect_uri: BYE, state: 's' })
    assert.deepEqual(answer(unnamed), [200, 'Sign out?'])
    const submit = (page: typeof unnamed, step: string) =>
      browser.post('/oauth2/logout/continue', { ...fieldsOf(page), step })
    assert.deepEqual(answer(await submit(unnamed, 'stay')), [200, 'You are still signed in'])
    assert.ok(isSignedIn())
    assert.deepEqual(answer(await submit(unnamed, 'sign_out')), [200, 'You are signed out'])
    assert.ok(!isSignedIn())
    const again = await opened()
    const named = await again.logOut({ client_id: app.id, post_logout_redirect_uri: BYE, state: 's' })
    assert.deepEqual(answer(named), [200, 'Sign out?'])
    const back = await again.browser.post('/oauth2/logout/continue', { ...fieldsOf(named), step: 'sign_out' })
    assert.equal(back.url, `${BYE}?state=s`)
  })

  test('NoPostLogoutRedirectUri, NoState', async () => {
    const { hint, logOut } = await opened()
    assert.deepEqual(answer(await logOut({ id_token_hint: hint, state: 's' })), [200, 'You are signed out'])
    const stateless = await opened()
    const page = await stateless.logOut({ id_token_hint: stateless.hint, post_logout_redirect_uri: BYE })
    assert.equal(page.url, BYE)
  })

  test('NoParams, OnlyState: asked when signed in, told when not', async () => {
    const { logOut } = await opened()
    for (const parameters of [{}, { state: 's' }] as Record<string, string>[]) {
      assert.deepEqual(answer(await logOut(parameters)), [200, 'Sign out?'])
      const url = `/oauth2/logout?${new URLSearchParams(parameters).toString()}`
      assert.deepEqual(answer(await openBrowser(acme).open(url)), [200, 'You are signed out'])
    }
  })

  test('an ID token of another session, of another person or of an API token is no reason not to ask', async () => {
    const { hint } = await opened()
    const other = await opened()
    assert.deepEqual(answer(await other.logOut({ id_token_hint: hint })), [200, 'Sign out?'])
    const owner = openBrowser(acme, (await sessionOf(acme, acme.owner)).cookie)
    assert.deepEqual(answer(await owner.open(`/oauth2/logout?id_token_hint=${hint}`)), [200, 'Sign out?'])
    const accessToken = (await accessTokenOf(acme, acme.member))['csp-auth-token'] ?? ''
    assert.equal((await other.logOut({ id_token_hint: accessToken })).status, 400)
  })

  test('by a form of another site it goes on as a link; our own form is taken from no other', async () => {
    const { browser, hint, isSignedIn } = await opened()
    const cookies = new Map(browser.cookies)
    browser.cookies.clear()
    const response = await acme.app.server.inject({
      ...{ method: 'POST', url: '/oauth2/logout' },
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
      payload: new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: BYE }).toString(),
    })
    assert.equal(response.statusCode, 303)
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    const { pathname, search } = new URL(response.headers.location!, 'http://x')
    assert.equal((await browser.open(pathname + search)).url, BYE)
    assert.ok(!isSignedIn())
    const again = await opened()
    const form = { ...fieldsOf(await again.logOut({})), step: 'sign_out' }
    const forged = await again.browser.post('/oauth2/logout/continue', form, {
      'sec-fetch-site': 'cross-site',
    })
    assert.equal(forged.status, 403)
    assert.ok(again.isSignedIn())
  })
})
