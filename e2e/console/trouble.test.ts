/** When something goes wrong: every form keeps what was typed and can be sent again; every page says what to do. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { generate, signIn as signInOverHttp } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { generateButton, openToken, signIn } from './people.ts'
import { PASSWORD } from '../../server/testing/acme.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))

type Form = {
  /** Opens it and fills it in. */
  readonly open: (page: Page) => Promise<void>
  readonly send: (page: Page) => Promise<void>
  /** What a failed submit must not lose. */
  readonly typed?: (page: Page) => Promise<string>
  readonly done: (page: Page) => Promise<void>
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()
const seeing = (text: string | RegExp) => (page: Page) => page.getByText(text).first().waitFor()
const valueOf = (label: string) => (page: Page) => page.getByLabel(label, { exact: true }).inputValue()

const onToken = (name: string, action: string) => async (page: Page) => {
  await generate(opened.acme, await signInOverHttp(opened.acme, 'olivia'), { name })
  await signIn(page, 'olivia')
  await openToken(page, name)
  await press(action)(page)
}

const onTab = (tab: string) => async (page: Page) => {
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: tab }).click()
}

const FORMS: Readonly<Record<string, Form>> = {
  'sign in': {
    open: async (page) => {
      await page.goto('sign-in')
      await page.getByLabel('User name').fill('olivia')
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    },
    send: press('Sign in'),
    typed: valueOf('Password'),
    done: seeing('Olivia Example'),
  },
  generate: {
    open: async (page) => {
      await signIn(page, 'olivia', `o/${opened.acme.organization.id}/account/api-tokens/new`)
      await page.getByLabel('Name', { exact: true }).fill('Survives')
      await page.getByRole('radio', { name: 'All roles' }).click()
      await page.getByText('do whatever you can do').waitFor()
    },
    send: (page) => generateButton(page).click(),
    typed: valueOf('Name'),
    done: seeing('API token generated'),
  },
  rename: {
    open: async (page) => {
      await onToken('Before', 'Rename…')(page)
      await page.getByRole('dialog').getByLabel('Name').fill('Afterwards')
    },
    send: press('Rename'),
    typed: (page) => page.getByRole('dialog').getByLabel('Name').inputValue(),
    done: seeing('Afterwards'),
  },
  reminder: {
    open: async (page) => {
      await onToken('Reminded', 'Reminder…')(page)
      await page.getByRole('checkbox', { name: 'Remind me by e-mail' }).click()
      await page.getByLabel('Days before').fill('21')
    },
    send: press('Save'),
    typed: valueOf('Days before'),
    done: seeing('By e-mail, 21 days before'),
  },
  regenerate: {
    open: async (page) => {
      await onToken('Renewed', 'Regenerate…')(page)
      await page.getByRole('dialog').getByRole('spinbutton').fill('11')
    },
    send: press('Regenerate'),
    typed: (page) => page.getByRole('dialog').getByRole('spinbutton').inputValue(),
    done: seeing('API token regenerated'),
  },
  revoke: {
    open: onToken('Ended', 'Revoke…'),
    send: press('Revoke'),
    done: seeing('Every exchange is refused, for good.'),
  },
  'revoke several': {
    open: async (page) => {
      const cookie = await signInOverHttp(opened.acme, 'olivia')
      for (const name of ['One of two', 'Two of two']) await generate(opened.acme, cookie, { name })
      await signIn(page, 'olivia', `o/${opened.acme.organization.id}/account/api-tokens?q=of+two`)
      await page.getByRole('checkbox', { name: 'Select all shown' }).click()
      await press('Revoke them…')(page)
    },
    send: press('Revoke 2'),
    done: seeing('2 API tokens are revoked.'),
  },
  'revoke all': {
    open: async (page) => {
      await generate(opened.acme, await signInOverHttp(opened.acme, 'max'), { name: 'All of them' })
      await signIn(page, 'max')
      await press('Revoke all API tokens…')(page)
    },
    send: press('Revoke all'),
    done: seeing('One API token is revoked.'),
  },
  profile: {
    open: async (page) => {
      await onTab('Profile')(page)
      await page.getByLabel('First name').fill('Olive')
    },
    send: press('Save'),
    typed: valueOf('First name'),
    done: seeing('Saved.'),
  },
  'change password': {
    open: async (page) => {
      await signIn(page, 'max')
      await page.getByRole('link', { name: 'Security' }).click()
      await page.getByLabel('Present password', { exact: true }).fill(PASSWORD)
      await page.getByLabel('New password', { exact: true }).fill('another long passphrase')
      await page.getByLabel('New password once more', { exact: true }).fill('another long passphrase')
    },
    send: press('Change password'),
    typed: valueOf('New password'),
    done: seeing('Changed. Your other sessions have ended.'),
  },
  'end other sessions': {
    open: async (page) => {
      await onTab('Security')(page)
      await press('End all other sessions…')(page)
    },
    send: press('End them'),
    done: seeing(/sessions? ha(s|ve) ended/),
  },
}

/** The next change is answered with a failure of the server, and no more than that one. */
async function failOnce(page: Page, status: number, headers: Readonly<Record<string, string>> = {}) {
  let isDone = false
  await page.route('**/api/v1/**', async (route) => {
    const isChange = route.request().method() !== 'GET' && !route.request().url().endsWith('/preview')
    if (isDone || !isChange) return route.fallback()
    isDone = true
    if (status === 0) return route.abort('connectionrefused')
    const problem = { title: 'Fault', code: 'internal', message: 'Fault', requestId: 'request-1' }
    return route.fulfill({
      status,
      headers,
      json: { ...problem, status },
      contentType: 'application/problem+json',
    })
  })
}

for (const [name, form] of Object.entries(FORMS)) {
  test(`a server that fails in the middle of ‘${name}’ loses nothing that was typed`, async (t) => {
    const page = await opened.newPage(t)
    await form.open(page)
    const before = await form.typed?.(page)
    await failOnce(page, 500)
    await form.send(page)
    const alert = page.getByRole('alert')
    await alert.getByText('The server failed').waitFor()
    await alert.getByText('request-1').waitFor()
    assert.equal(await form.typed?.(page), before)
    await form.send(page)
    await form.done(page)
  })
}

test('each kind of trouble is told in its own words', async (t) => {
  const page = await opened.newPage(t)
  await FORMS['generate']!.open(page)
  const kinds: readonly { status: number; headers: Readonly<Record<string, string>>; words: string }[] = [
    { status: 503, headers: { 'retry-after': '7' }, words: 'The server asks you to wait 7 s.' },
    { status: 429, headers: { 'retry-after': '30' }, words: 'Too many attempts' },
    { status: 403, headers: {}, words: 'You may not do this' },
    { status: 0, headers: {}, words: 'The server could not be reached' },
  ]
  for (const { status, headers, words } of kinds) {
    await failOnce(page, status, headers)
    await generateButton(page).click()
    await page.getByRole('alert').getByText(words).waitFor()
  }
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Survives')
})

test('too many sign-ins say how long to wait', async (t) => {
  const page = await opened.newPage(t)
  await page.goto('sign-in')
  await page.getByLabel('User name').fill('nobody')
  await page.getByLabel('Password', { exact: true }).fill('guess')
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const answered = page.waitForResponse(/\/session$/)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await answered
  }
  await page.getByRole('alert').getByText('Too many attempts').waitFor()
  await page.getByText(/The server asks you to wait \d+ s\./).waitFor()
})

test('a field that the server refuses is told beside the field, which gets the focus', async (t) => {
  const page = await opened.newPage(t)
  await FORMS['generate']!.open(page)
  await page.getByLabel('Name', { exact: true }).fill('bad\u202Ename')
  await generateButton(page).click()
  const name = page.getByLabel('Name', { exact: true })
  await page.getByText('Has characters that are not allowed').waitFor()
  assert.equal(await name.getAttribute('aria-invalid'), 'true')
  assert.equal(await name.evaluate((field) => field === document.activeElement), true)
})

test('a list that cannot be read says so and can be tried again', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `o/${opened.acme.organization.id}/account/profile`)
  await page.route('**/api-tokens?*', (route) => route.abort('connectionrefused'))
  await page.getByRole('link', { name: 'API Tokens' }).click()
  await page.getByText('The server could not be reached').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('table').waitFor()
})

test('offline is said, and what was read stays', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.getByRole('table').waitFor()
  await page.context().setOffline(true)
  await page.getByText('You are offline. What you see may have changed since.').waitFor()
  await page.getByRole('table').waitFor()
  await page.context().setOffline(false)
  await page.getByText('You are offline.').waitFor({ state: 'detached' })
})

test('a page that does not exist, a token of someone else and a foreign organization are calm dead ends', async (t) => {
  const { acme } = opened
  const { apiToken } = await generate(acme, await signInOverHttp(acme, 'olivia'), { name: 'Private' })
  const page = await opened.newPage(t)
  await signIn(page, 'sam')
  await page.goto('no/such/page')
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await page.goto(`o/${acme.other.id}/account/api-tokens/${apiToken.id}`)
  await page.getByText('There is no such API token').waitFor()
  await page.goto(`o/${acme.organization.id}/account/api-tokens`)
  await page.getByRole('heading', { name: 'You are not in this organization' }).waitFor()
  await page.getByRole('link', { name: 'Go to your own organization' }).click()
  await page.getByText('You have no API token in Globex yet').waitFor()
})

test('a service that is away when the console opens can be tried again', async (t) => {
  const page = await opened.newPage(t)
  await page.route('**/api/v1/session', (route) =>
    route.fulfill({ status: 503, json: { code: 'store_unavailable', title: 'Away', message: 'Away' } }),
  )
  await page.goto('')
  await page.getByText('The service is not available at the moment').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})
