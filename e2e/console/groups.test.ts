/** Groups: an owner makes one, gives it a role, fills it for a time, and sees who loses what before anything goes. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { sessionOf } from '../../server/testing/people.ts'
import { generate, request } from '../../server/testing/requests.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const { acme } = opened
await generate(acme, await sessionOf(acme, acme.member), { name: 'Nightly import' })

const path = (page: string): string => `o/${acme.organization.id}/organization/${page}`

async function assertFits(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, `${what} is wider than the screen`)
}

async function makeGroup(page: Page, name: string): Promise<void> {
  await page.goto(path('groups'))
  await page.getByRole('button', { name: 'Make a group…' }).click()
  const making = page.getByRole('dialog')
  await making.getByLabel('Name').fill(name)
  await making.getByLabel('What it is for (optional)').fill('Those who count at night')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

async function giveRole(page: Page, role: string): Promise<void> {
  await page.getByRole('button', { name: 'Give a role…' }).click()
  const giving = page.getByRole('dialog')
  await giving.getByLabel('Role').selectOption({ label: role })
  await giving.getByRole('button', { name: 'Give', exact: true }).click()
  await page.getByText('The role is given.').waitFor()
}

async function addMax(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add people…' }).click()
  const adding = page.getByRole('dialog')
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  await adding.getByText('Tick somebody first.').waitFor()
  await adding.getByRole('checkbox', { name: 'Max Example' }).check()
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('One person is in the group now.').waitFor()
}

test('an owner makes a group that gives a role, for a time, and removes it after seeing who loses what', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(path('groups'))
  await page.getByText('There is no group yet.').waitFor()
  await makeGroup(page, 'Night shift')
  await giveRole(page, 'Inventory: Administrator')
  await addMax(page)
  await page.getByRole('button', { name: 'Change how long: Max Example' }).click()
  await page.getByRole('dialog').getByLabel('Until').fill('2099-01-01T10:00')
  await page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByText('The period is changed.').waitFor()

  await page.getByRole('link', { name: 'Max Example' }).click()
  await page.getByText('inventory:admin through').waitFor()
  await page.getByRole('link', { name: 'Night shift' }).first().click()
  await page.getByRole('button', { name: 'Take away: inventory:admin' }).click()
  await page.getByRole('dialog').getByText('One person loses something').waitFor()
  await page.getByRole('dialog').getByText('Nightly import').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Rename…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Late shift')
  // Another owner is quicker: one is told, and renames it again knowingly.
  const url = `/api/v1/organizations/${acme.organization.id}/groups/${page.url().split('/').at(-1)}`
  const headers = await sessionOf(acme, acme.owner)
  await request(acme, 'PUT', url, { headers, body: { displayName: 'Early shift' } })
  await page.getByRole('dialog').getByRole('button', { name: 'Rename', exact: true }).click()
  await page.getByText('Name: now “Early shift”').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Rename', exact: true }).click()
  await page.getByRole('heading', { name: 'Late shift', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByText('Nightly import').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('There is no group yet.').waitFor()
})

test('a person is added to a group and taken out on their own page', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await makeGroup(page, 'Auditors')
  await page.goto(path(`people/${acme.member.id}`))
  await page.getByRole('button', { name: 'Add to a group…' }).click()
  await page.getByRole('dialog').getByLabel('Group').selectOption({ label: 'Auditors' })
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('Max Example is in Auditors now.').waitFor()
  await page.getByRole('button', { name: 'Take out of Auditors' }).click()
  await page.getByRole('dialog').getByText('Nobody loses anything').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Take out', exact: true }).click()
  await page.getByText('Max Example is not in Auditors any more.').waitFor()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of groups, also at 360 pixels, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    await signIn(page, 'olivia')
    await makeGroup(page, `Counters, ${colorScheme}`)
    await addMax(page)
    await assertAccessible(page, 'a group')
    await assertFits(page, 'a group')
    await page.getByRole('button', { name: 'Add people…' }).click()
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Max Example' }).waitFor()
    await assertAccessible(page, 'adding people')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Groups' }).last().click()
    await page.getByRole('link', { name: `Counters, ${colorScheme}` }).waitFor()
    await assertAccessible(page, 'groups')
    await assertFits(page, 'groups')
  })
}
