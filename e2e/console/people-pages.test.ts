/** People: an owner finds somebody, gives and takes a role, sees what stops, and ends it; anybody leaves by themselves. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate } from '../../server/testing/requests.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const { acme } = opened
const { value } = await generate(acme, await sessionOf(acme, acme.member), { name: 'Nightly import' })

const path = (page: string): string => `o/${acme.organization.id}/organization/${page}`

async function assertFits(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, `${what} is wider than the screen`)
}

test('an owner finds a person, gives and takes a role, and removes them after seeing what stops', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(path('people'))
  await page.getByRole('searchbox', { name: 'Search people' }).fill('max')
  await page.getByText('1 person.').waitFor()
  // By keyboard alone.
  await page.getByRole('link', { name: 'Max Example' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Max Example', level: 1 }).waitFor()

  await page.getByRole('button', { name: 'Give a role…' }).click()
  const giving = page.getByRole('dialog')
  await giving.getByRole('button', { name: 'Give', exact: true }).click()
  await giving.getByText('Choose a role.').waitFor()
  await giving.getByLabel('Role').selectOption({ label: 'Developer' })
  await giving.getByLabel('Until').fill('2099-01-01T10:00')
  await giving.getByRole('button', { name: 'Give', exact: true }).click()
  await page.getByText('The role is given.').waitFor()
  await page.getByRole('button', { name: 'Change how long: Developer' }).click()
  await page.getByRole('dialog').getByLabel('Until').fill('')
  await page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByText('The period is changed.').waitFor()
  await page.getByRole('button', { name: 'Take away: Developer' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take away', exact: true }).click()
  await page.getByText('The role is taken away.').waitFor()

  await page.getByRole('button', { name: 'Link for a new password…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click()
  await page.getByRole('dialog').getByText('It is shown only now, works once, and ends on').waitFor()
  await page.getByRole('dialog').getByText('/reset-password#code=').waitFor()
  await assertAccessible(page, 'a link for a new password')
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()

  await page.getByRole('button', { name: 'Disable…' }).click()
  await page.getByRole('dialog').getByText('Nightly import').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click()
  await page.getByText('Max Example is disabled.').waitFor()
  assert.equal((await exchange(acme, value)).status, 400)
  await page.getByRole('button', { name: 'Enable' }).click()
  await page.getByText('Max Example can act here again.').waitFor()
  assert.equal((await exchange(acme, value)).status, 200)

  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByText('One live API token stops').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'End all API tokens and sessions…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End all', exact: true }).click()
  await page.getByText('Ended: API tokens 1, sessions 1.').waitFor()
  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByText('no script stops').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Max Example' }).waitFor({ state: 'detached' })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of people, also at 360 pixels, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    await signIn(page, 'olivia')
    await page.goto(path('people'))
    const olivia = page.getByRole('link', { name: 'Olivia Example' })
    await olivia.waitFor()
    await assertAccessible(page, 'people')
    await assertFits(page, 'people')
    await page.getByRole('searchbox', { name: 'Search people' }).fill('nobody at all')
    await page.getByText('Nobody fits.').waitFor()
    await page.getByRole('searchbox', { name: 'Search people' }).fill('')
    await olivia.click()
    await page.getByRole('heading', { name: 'Olivia Example', level: 1 }).waitFor()
    await assertAccessible(page, 'a person')
    await assertFits(page, 'a person')
    await page.getByRole('button', { name: 'Give a role…' }).click()
    await page.getByRole('dialog').getByLabel('Role').waitFor()
    await assertAccessible(page, 'giving a role')
    await page.keyboard.press('Escape')
  })
}

test('the last owner does not leave, and is told what to do first', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'My Roles' }).click()
  await page.getByRole('button', { name: 'Leave…' }).click()
  await page.getByRole('dialog').getByText('no script stops').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByText('Make somebody else an owner first.').waitFor()
})
