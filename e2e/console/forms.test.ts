/** What is said beside a field holds for what is in the field now; what is being sent moves nothing. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { generateButton, signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const account = `o/${opened.acme.organization.id}/account`

const gone = (message: Locator): Promise<void> => message.waitFor({ state: 'detached' })
const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true })

test('an error beside a field goes when the field is right, and those of the others stay', async (t) => {
  const page = await opened.newPage(t)
  await page.goto('sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  const [name, password] = [page.getByText('Enter your user name.'), page.getByText('Enter your password.')]
  await name.waitFor()
  await password.waitFor()
  await field(page, 'User name').fill('olivia')
  await gone(name)
  assert.equal(await field(page, 'User name').getAttribute('aria-invalid'), null)
  assert.ok(await password.isVisible())
  await field(page, 'User name').fill('')
  await name.waitFor()
})

test('on the generate form each error goes with its cause', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens/new`)
  await page.getByRole('spinbutton').fill('0')
  await generateButton(page).click()
  const errors = ['Give the token a name', 'no more than 1200 months', 'at least one role or permission']
  for (const words of errors) await page.getByText(words).waitFor()
  await field(page, 'Name').fill('Right')
  await gone(page.getByText(errors[0] ?? ''))
  await page.getByRole('spinbutton').fill('2')
  await gone(page.getByText(errors[1] ?? ''))
  await page.getByRole('radio', { name: 'All roles' }).click()
  await gone(page.getByText(errors[2] ?? ''))
})

test('what the server has against a field goes when the field is changed', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens/new`)
  await field(page, 'Name').fill('bad\u202Ename')
  await page.getByRole('radio', { name: 'All roles' }).click()
  await generateButton(page).click()
  await page.locator('[aria-invalid=true]').waitFor()
  await field(page, 'Name').fill('good name')
  await gone(page.locator('[aria-invalid=true]'))
  assert.equal(await page.getByRole('alert').count(), 0)
  await generateButton(page).click()
  await page.getByRole('heading', { name: 'API token generated' }).waitFor()
})

test('two passwords that differ are told until they are the same', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/security`)
  await field(page, 'Present password').fill('whatever it was')
  await field(page, 'New password').fill('a new long passphrase')
  await field(page, 'New password once more').fill('a new long')
  await page.getByRole('button', { name: 'Change password' }).click()
  const error = page.getByText('The two new passwords are not the same.')
  await error.waitFor()
  await field(page, 'New password once more').fill('a new long passphras')
  assert.ok(await error.isVisible())
  await field(page, 'New password once more').fill('a new long passphrase')
  await gone(error)
})

test('while something is sent its button says so and nothing beside it moves', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens/new`)
  await field(page, 'Name').fill('Slow')
  await page.getByRole('radio', { name: 'All roles' }).click()
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route('**/api-tokens', async (route) => {
    await promise
    await route.fallback()
  })
  await generateButton(page).scrollIntoViewIfNeeded()
  const before = await page.getByRole('link', { name: 'Cancel' }).boundingBox()
  await generateButton(page).click()
  const pending = page.getByRole('button', { name: 'Generating…', exact: true })
  await pending.waitFor()
  assert.equal(await pending.getAttribute('aria-disabled'), 'true')
  assert.deepEqual(await page.getByRole('link', { name: 'Cancel' }).boundingBox(), before)
  resolve()
  await page.getByRole('heading', { name: 'API token generated' }).waitFor()
})
