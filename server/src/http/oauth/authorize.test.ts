/** Signing in to an application in a browser without a script: who is asked what, and what comes back to the app. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD, PUBLIC_URL } from '../../../testing/acme.ts'
import { addApp, basic, postForm } from '../../../testing/oauth.ts'
import {
  answerIn,
  authorization,
  authorizeUrl,
  CALLBACK,
  codeFor,
  fieldsOf,
  headingOf,
  openBrowser,
  pkce,
} from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'

const acme = await openAcme({ after })
const { challenge } = pkce()
const ONLY_SIGN_IN = { ...NO_SCOPES, openId: true }
const web = (more: Partial<Parameters<typeof addApp>[1]> = {}) =>
  addApp(acme, { kind: 'web', redirectUris: [CALLBACK], allowedScopes: ONLY_SIGN_IN, ...more })
const { app, secret } = await web({ name: 'Wiki' })
const urlOf = (more: Readonly<Record<string, string>> = {}): string =>
  authorizeUrl(authorization(app.id, challenge, more))
const signedIn = async (user = acme.member) => openBrowser(acme, (await sessionOf(acme, user)).cookie)

/** Signed in, with the app allowed. */
async function allowed(more: Readonly<Record<string, string>> = {}) {
  const browser = await signedIn()
  await browser.submit(await browser.open(urlOf({ ...more, prompt: 'consent' })), 'allow')
  return browser
}

suite('a person who is sent by an application', () => {
  test('signs in, allows it, and goes back with a code, the state and the issuer', async () => {
    const { app: fresh } = await web({ name: 'Board' })
    const browser = openBrowser(acme)
    const first = await browser.open(authorizeUrl(authorization(fresh.id, challenge)))
    assert.equal(headingOf(first), 'Sign in')
    const asked = await browser.signIn(first, 'max')
    assert.equal(headingOf(asked), 'Allow Board?')
    assert.match(asked.text, /Nothing else: it gets no rights of yours/)
    assert.match(asked.text, /wiki\.example/)
    const back = await browser.submit(asked, 'allow')
    assert.equal(back.status, 303)
    assert.ok(back.url.startsWith(`${CALLBACK}?`))
    const { code, ...rest } = answerIn(back)
    assert.match(code ?? '', /^csnc/)
    assert.deepEqual(rest, { state: 'a state', iss: PUBLIC_URL })
    // The second time nobody is asked.
    const again = await browser.open(authorizeUrl(authorization(fresh.id, challenge)))
    assert.notEqual(answerIn(again)['code'], code)
    // And the session is an ordinary one.
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const session = await acme.app.server.inject({ url: '/api/v1/session', headers: { cookie } })
    assert.equal(session.statusCode, 200)
  })

  test('who gives a wrong password is asked again, with the name still there, and nothing of it in the answer', async () => {
    const browser = openBrowser(acme)
    const wrong = await browser.signIn(await browser.open(urlOf()), 'max', 'not it at all, no')
    assert.equal(wrong.status, 400)
    assert.match(wrong.text, /role="alert"/)
    assert.ok(!wrong.text.includes('not it at all'))
    assert.equal(fieldsOf(wrong)['username'], 'max')
    assert.equal(browser.cookies.size, 0)
    const right = await browser.signIn(wrong, 'max')
    assert.notEqual(headingOf(right), 'Sign in')
  })

  test('who refuses goes back with access_denied, before and after signing in', async () => {
    const nobody = openBrowser(acme)
    for (const page of [
      await nobody.submit(await nobody.open(urlOf()), 'deny'),
      await (async (browser) => browser.submit(await browser.open(urlOf({ prompt: 'consent' })), 'deny'))(
        await signedIn(),
      ),
    ])
      assert.deepEqual(
        [answerIn(page)['error'], answerIn(page)['state'], answerIn(page)['iss']],
        ['access_denied', 'a state', PUBLIC_URL],
      )
  })

  test('is asked again when the app asks for more, or may have more than it had', async () => {
    const { app: growing } = await web()
    const url = (scope: string) => authorizeUrl(authorization(growing.id, challenge, { scope }))
    const browser = await signedIn()
    await browser.submit(await browser.open(url('openid')), 'allow')
    assert.ok(answerIn(await browser.open(url('openid')))['code'])
    const more = await browser.open(url('openid email'))
    assert.match(more.text, /See your e-mail address/)
    await browser.submit(more, 'allow')
    assert.ok(answerIn(await browser.open(url('openid email')))['code'])
    const shown = await browser.open(
      authorizeUrl(authorization(growing.id, challenge, { prompt: 'consent' })),
    )
    const wider = { ...growing, allowedScopes: { ...ONLY_SIGN_IN, allRoles: true } }
    await acme.app.needs.store.change(async (tx) => ({
      result: await tx.oauthApps.update(wider),
      events: [],
    }))
    // What was on the page is not what it would be now.
    const anew = await browser.submit(shown, 'allow')
    assert.equal(headingOf(anew), `Allow ${growing.name}?`)
    assert.match(anew.text, /Do everything that you may do/)
    assert.equal(headingOf(await browser.open(url('openid'))), `Allow ${growing.name}?`)
  })

  test('sees which rights an app asks for, by name', async () => {
    const { app: reader } = await web({ allowedScopes: { ...ONLY_SIGN_IN, allRoles: true } })
    const browser = await signedIn()
    const scope = 'openid inventory:item.read'
    const page = await browser.open(authorizeUrl(authorization(reader.id, challenge, { scope })))
    assert.match(page.text, /Inventory: See items and their stock/)
    assert.ok(!page.text.includes('everything'))
  })
})

suite('prompts', () => {
  const errorOf = async (browser: Awaited<ReturnType<typeof signedIn>>, more: Record<string, string>) =>
    answerIn(await browser.open(urlOf(more)))['error']

  test('PromptNoneNotLoggedIn and PromptNoneLoggedIn: nobody is asked anything', async () => {
    const none = { prompt: 'none' }
    assert.equal(await errorOf(openBrowser(acme), none), 'login_required')
    assert.equal(await errorOf(await signedIn(acme.owner), none), 'consent_required')
    assert.equal(await errorOf(await allowed(), none), undefined)
    assert.equal(await errorOf(await signedIn(acme.stranger), none), 'access_denied')
  })

  test('PromptLogin, MaxAge1, MaxAge10000: the password is asked for again exactly when it must be', async () => {
    const browser = await allowed()
    acme.clock.now += 5_000
    assert.equal(answerIn(await browser.open(urlOf({ max_age: '10000' })))['error'], undefined)
    for (const more of [{ prompt: 'login' }, { max_age: '1' }, { max_age: '0' }] as Record<
      string,
      string
    >[]) {
      const page = await browser.open(urlOf(more))
      assert.equal(headingOf(page), 'Sign in', JSON.stringify(more))
      assert.ok(answerIn(await browser.signIn(page, 'max'))['code'])
      acme.clock.now += 5_000
    }
    assert.equal(await errorOf(browser, { max_age: '1', prompt: 'none' }), 'login_required')
  })

  test('select_account: goes on, or signs somebody else in', async () => {
    const browser = await allowed()
    const page = await browser.open(urlOf({ prompt: 'select_account' }))
    assert.equal(headingOf(page), 'Choose an account')
    assert.ok(answerIn(await browser.submit(page, 'go_on'))['code'])
    const other = await browser.submit(page, 'leave')
    assert.equal(headingOf(other), 'Sign in')
    assert.match(headingOf(await browser.signIn(other, 'olivia')), /^Allow/)
  })

  test('LoginHint fills the name in; a form that is left open signs in to nothing else', async () => {
    const browser = openBrowser(acme)
    const page = await browser.open(urlOf({ login_hint: 'max' }))
    assert.equal(fieldsOf(page)['username'], 'max')
    acme.clock.now += 3_700_000
    assert.equal((await browser.signIn(page, 'max')).status, 400)
  })
})

suite('several organizations', async () => {
  const { app: shared } = await web({ isShared: true, name: 'Chat' })
  const { store } = acme.app.needs
  await store.change(async (tx) => {
    await tx.organizations.addMember(acme.other.id, acme.member.id, acme.clock.now)
    await tx.oauthApps.addTo(acme.other.id, shared.id, { addedAt: acme.clock.now, addedBy: null })
    return { result: undefined, events: [] }
  })
  const url = (more: Record<string, string> = {}) => authorizeUrl(authorization(shared.id, challenge, more))

  test('the person chooses, or the app does by orgId, org_id or orgLink', async () => {
    const browser = await signedIn()
    const page = await browser.open(url())
    assert.equal(headingOf(page), 'Choose an organization')
    const chosen = await browser.submit(page, 'organization', { organization: acme.other.id })
    assert.match(chosen.text, /<strong>Globex<\/strong>/)
    for (const more of [
      { orgId: acme.other.id },
      { org_id: acme.other.id },
      { orgLink: `/csp/gateway/am/api/orgs/${acme.other.id}` },
    ] as Record<string, string>[])
      assert.match((await browser.open(url(more))).text, /<strong>Globex<\/strong>/)
    assert.equal(answerIn(await browser.open(url({ prompt: 'none' })))['error'], 'interaction_required')
  })

  test('one that the person is not in, is disabled in, or that is suspended can’t be entered', async () => {
    const browser = await signedIn()
    const none = await browser.open(url({ orgId: 'nowhere' }))
    assert.equal(headingOf(none), 'You can’t use this application')
    assert.equal(none.status, 403)
    const back = await browser.submit(none, 'deny')
    assert.equal(answerIn(back)['error'], 'access_denied')
    const set = (suspendedAt: number | null) =>
      store.change(async (tx) => ({
        result: await tx.organizations.setSuspendedAt(acme.other.id, suspendedAt),
        events: [],
      }))
    await set(acme.clock.now)
    assert.equal(
      headingOf(await browser.open(url({ orgId: acme.other.id }))),
      'You can’t use this application',
    )
    // With one left there is nothing to choose.
    assert.match((await browser.open(url())).text, /<strong>Acme<\/strong>/)
    await set(null)
  })
})

suite('what is sent back, and where', () => {
  test('form_post: a form that sends itself, by the one script that the page allows, or by its button', async () => {
    const browser = await allowed()
    const page = await browser.open(urlOf({ response_mode: 'form_post' }))
    assert.equal(page.status, 200)
    assert.ok(answerIn(page)['code'])
    assert.match(page.text, new RegExp(`<form method="post" action="${CALLBACK}">`))
    const policy = String(page.headers['content-security-policy'])
    assert.match(policy, /script-src 'self' 'sha256-[^']+';|script-src 'sha256-[^']+';/)
    assert.match(policy, /form-action 'self' https:;/)
    assert.match(policy, /frame-ancestors 'none'/)
    const refused = await openBrowser(acme).open(urlOf({ response_mode: 'form_post', prompt: 'none' }))
    assert.equal(answerIn(refused)['error'], 'login_required')
  })

  test('PostRequest: a form of another site goes on as a link, with the session', async () => {
    const browser = await allowed()
    const cookies = new Map(browser.cookies)
    browser.cookies.clear()
    const form = authorization(app.id, challenge)
    const response = await acme.app.server.inject({
      ...{ method: 'POST', url: '/oauth2/authorize' },
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
      payload: new URLSearchParams(form).toString(),
    })
    assert.equal(response.statusCode, 303)
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    const { pathname, search } = new URL(response.headers.location!, PUBLIC_URL)
    assert.ok(answerIn(await browser.open(pathname + search))['code'])
  })

  test('a request that could not be carried through the pages is refused before them; the longest that may be are', async () => {
    const long = {
      state: 's'.repeat(2048),
      nonce: 'n'.repeat(1024),
      unknown: 'u'.repeat(6000),
      prompt: 'consent',
    }
    const browser = openBrowser(acme)
    const page = await browser.open(urlOf(long))
    assert.match(headingOf(await browser.signIn(page, 'max')), /^Allow/)
    const resource = Array.from({ length: 20 }, (_, at) => `https://r.example/${at}/${'x'.repeat(450)}`)
    const url = `${urlOf()}&${resource.map((each) => `resource=${each}`).join('&')}`
    assert.equal(answerIn(await browser.open(url))['error'], 'invalid_request')
  })

  test('IdTokenHint: of whoever is signed in it asks nothing, of another it asks for them, of another app it is refused', async () => {
    const browser = await allowed()
    const { body } = await postForm(
      acme,
      '/oauth2/token',
      await codeFor(browser, app.id),
      basic(app.id, secret),
    )
    const hinted = { id_token_hint: String(body.id_token) }
    acme.clock.now += 7_200_000
    assert.ok(answerIn(await browser.open(urlOf({ ...hinted, prompt: 'none' })))['code'])
    const other = await signedIn(acme.owner)
    assert.equal(answerIn(await other.open(urlOf({ ...hinted, prompt: 'none' })))['error'], 'login_required')
    const asked = await other.open(urlOf(hinted))
    assert.equal(headingOf(asked), 'Sign in')
    assert.equal(answerIn(await other.signIn(asked, 'olivia'))['error'], 'login_required')
    assert.ok(answerIn(await other.signIn(await other.open(urlOf(hinted)), 'max'))['code'])
    for (const id_token_hint of ['bad', `${hinted.id_token_hint}x`])
      assert.equal(answerIn(await browser.open(urlOf({ id_token_hint })))['error'], 'invalid_request')
    const { app: second } = await web()
    const mixed = authorizeUrl(authorization(second.id, challenge, hinted))
    assert.equal(answerIn(await browser.open(mixed))['error'], 'invalid_request')
  })

  test('clients of the platform ask under the name that they know, and are told who it is, once it is allowed', async () => {
    const browser = await allowed()
    const ofPlatform = (scope: string) =>
      urlOf({ scope }).replace('/oauth2/authorize', '/csp/gateway/discovery')
    const page = await browser.open(ofPlatform(''))
    assert.match(page.text, /See your e-mail address/)
    assert.ok(answerIn(await browser.submit(page, 'allow'))['code'])
    for (const scope of ['', 'openid', 'email profile'])
      assert.ok(answerIn(await browser.open(ofPlatform(scope)))['code'], scope)
    const twice = answerIn(await browser.open(`${ofPlatform('openid')}&scope=openid`))
    assert.equal(twice['error'], 'invalid_request')
  })

  test('an unknown app or address is told to the person, and never answered', async () => {
    const browser = await signedIn()
    const { app: off } = await web({ deactivatedAt: acme.clock.now })
    const good = authorization(app.id, challenge)
    const cases: Record<string, string>[] = [
      { ...good, client_id: 'app-nobody' },
      { ...good, client_id: off.id },
      { ...good, client_id: '' },
      { ...good, redirect_uri: `${CALLBACK}/` },
      { ...good, redirect_uri: `${CALLBACK}?more=1` },
      { ...good, redirect_uri: 'https://wiki.example:8443/callback' },
      { ...good, redirect_uri: 'HTTPS://wiki.example/callback' },
      { ...good, redirect_uri: 'https://evil.example/callback' },
      { ...good, redirect_uri: '' },
    ]
    for (const parameters of cases) {
      const page = await browser.open(authorizeUrl(parameters))
      assert.deepEqual([page.status, headingOf(page)], [400, 'This can’t go on'], JSON.stringify(parameters))
    }
    const twice = await browser.open(`${urlOf()}&redirect_uri=${encodeURIComponent(CALLBACK)}`)
    assert.equal(twice.status, 400)
  })

  test('a native app is answered at its loopback address on any port', async () => {
    const { app: native } = await web({
      ...{ kind: 'native', authentication: 'none', redirectUris: ['http://127.0.0.1/callback'] },
    })
    const browser = await signedIn()
    const redirect_uri = 'http://127.0.0.1:49152/callback'
    const page = await browser.open(authorizeUrl(authorization(native.id, challenge, { redirect_uri })))
    assert.match(page.text, /a program on this computer/)
    assert.match(String(page.headers['content-security-policy']), /form-action 'self' http: https:;/)
    assert.ok((await browser.submit(page, 'allow')).url.startsWith(`${redirect_uri}?code=`))
  })
})

suite('forms', () => {
  test('are taken from our own pages, in the session that they are of, and unchanged', async () => {
    const browser = await signedIn()
    const page = await browser.open(urlOf({ prompt: 'consent' }))
    const fields: Record<string, string> = { ...fieldsOf(page), step: 'allow' }
    const url = '/oauth2/authorize/continue'
    for (const site of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])
      assert.equal((await browser.post(url, fields, site)).status, 403)
    const [text = '', mac = ''] = fields['request']!.split('.')
    const kept = JSON.parse(Buffer.from(text, 'base64url').toString()) as { form: { sessionId: string } }
    const forged = Buffer.from(JSON.stringify({ ...kept, form: { ...kept.form, sessionId: 'x' } }))
    for (const request of [`${forged.toString('base64url')}.${mac}`, text, '', `${text}.`])
      assert.equal((await browser.post(url, { ...fields, request })).status, 400)
    // Somebody else's browser shows the page anew instead.
    const other = await signedIn(acme.owner)
    assert.match(headingOf(await other.post(url, fields)), /^Allow/)
    assert.ok(answerIn(await browser.post(url, fields))['code'])
  })

  test('a page is kept by no one, framed by no one, and its address is told to no other site', async () => {
    const { headers } = await openBrowser(acme).open(urlOf())
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['referrer-policy'], 'same-origin')
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/)
    assert.equal(headers['access-control-allow-origin'], undefined)
  })

  test('nobody writes a row by asking, and each code is told to the audit log', async () => {
    const count = async () =>
      (await acme.app.needs.store.auditEvents.listForOrganization(acme.organization.id, PAGE)).total
    const before = await count()
    await openBrowser(acme).open(urlOf())
    assert.equal(await count(), before)
    await allowed()
    assert.equal(await count(), before + 1)
  })

  test('signing in here counts and waits as it does in the console', async () => {
    const browser = openBrowser(acme)
    const page = await browser.open(urlOf())
    for (let tried = 0; tried < 5; tried++) await browser.signIn(page, 'olivia', 'wrong again, sorry')
    const limited = await browser.signIn(page, 'olivia', 'wrong again, sorry')
    assert.equal(limited.status, 429)
    assert.match(String(limited.headers['retry-after']), /^\d+$/)
    assert.ok(!limited.text.includes(PASSWORD))
  })
})

const PAGE = { offset: 0, limit: 1 }
