/** The first run: the one-time set-up link, in a real browser against a service where nothing is set up. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { setupLink } from '../../server/src/app.ts'
import { openEmptyInBrowser, openBrowser } from './installation.ts'

const browser = await openBrowser({ after })

const ANSWERS = {
  Organization: 'Tabletop Games',
  'First name': 'Ada',
  'Last name': 'Byron',
  'E-mail': 'ada@tabletop.example',
  'User name': 'ada',
  Password: 'six words that nobody would guess',
  'Password once more': 'six words that nobody would guess',
}

async function fillIn(page: Page, answers: Readonly<Record<string, string>> = ANSWERS): Promise<void> {
  for (const [label, answer] of Object.entries(answers)) {
    await page.getByLabel(label, { exact: true }).fill(answer)
  }
}

test('the one-time link makes the organization and its owner, and works once', async (t) => {
  const { app, newPage } = await openEmptyInBrowser(t, browser)
  const link = await setupLink(app.needs)
  assert.ok(link)
  const page = await newPage(t)
  const requested: string[] = []
  page.on('request', (request) => requested.push(request.url() + (request.headers()['referer'] ?? '')))
  await page.goto(link)
  await page.getByRole('heading', { name: 'Set up Countersign' }).waitFor()
  await fillIn(page)
  await page.route(
    '**/api/v1/installation',
    (route) => route.fulfill({ status: 500, json: { code: 'internal_error' } }),
    {
      times: 1,
    },
  )
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByRole('alert').getByText('The server failed').waitFor()
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByText('You have no API token in Tabletop Games yet').waitFor()
  await page.getByRole('button', { name: 'Ada Byron' }).waitFor()

  const code = new URL(link).hash.replace('#code=', '')
  assert.ok(code.length > 20 && requested.length > 5)
  assert.deepEqual(
    requested.filter((each) => each.includes(code)),
    [],
    'the code reached a server in an address',
  )
  assert.ok(!page.url().includes(code))

  const late = await newPage(t)
  await late.goto(link)
  await late.getByRole('heading', { name: 'Already set up' }).waitFor()
  await late.getByRole('link', { name: 'Sign in' }).click()
  await late.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('who comes without the link is told where it is; a wrong code and a weak password are told at their place', async (t) => {
  const { newPage } = await openEmptyInBrowser(t, browser)
  const page = await newPage(t)
  await page.goto('')
  await page.getByText('Open the one-time link that the server printed').waitFor()

  await page.goto('setup')
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByText('Give the organization a name.').waitFor()
  await fillIn(page, { ...ANSWERS, 'Set-up code': 'csni-something', 'Password once more': 'another one' })
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByText('The two passwords are not the same.').waitFor()
  await fillIn(page)
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByRole('alert').getByText('The link was used or replaced.').waitFor()
  assert.equal(await page.getByLabel('Organization', { exact: true }).inputValue(), 'Tabletop Games')
})

test('a weak password is refused beside its field and the link stays good', async (t) => {
  const { app, newPage } = await openEmptyInBrowser(t, browser)
  const page = await newPage(t)
  await page.goto((await setupLink(app.needs)) ?? '')
  await fillIn(page, { ...ANSWERS, Password: 'password1234', 'Password once more': 'password1234' })
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByText('among the first that are guessed').waitFor()
  assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('aria-invalid'), 'true')
  await fillIn(page)
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByRole('button', { name: 'Ada Byron' }).waitFor()
})
