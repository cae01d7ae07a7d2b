/** OAuth apps: an owner makes a machine, keeps its secret, gives it a role, replaces the secret, and removes it after a look. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const { acme } = opened

const path = (page: string): string => `o/${acme.organization.id}/organization/oauth-apps${page}`

async function assertFits(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, `${what} is wider than the screen`)
}

test('an owner makes a machine, gives it a role, replaces its secret, and removes it after seeing what stops', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(path(''))
  await page.getByText('There is no OAuth app in Acme yet').waitFor()
  await page.getByText('is yours: what is done with it is done by you').waitFor()
  await page.getByRole('link', { name: 'Make an OAuth app' }).click()
  await page.getByRole('button', { name: 'Make', exact: true }).click()
  await page.getByText('Say what it is called.').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Night run')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'The secret' }).waitFor()
  const first = await page.getByTestId('value').innerText()
  assert.match(first, /^csns[0-9A-Za-z]{61}$/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  const kept = JSON.parse(await readFile(await download.path(), 'utf8')) as Record<string, string>
  assert.equal(kept['client_secret'], first)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Night run', level: 1 }).waitFor()
  assert.ok(!(await page.content()).includes(first))
  await page.getByText(kept['client_id']!).first().waitFor()

  await page.getByRole('button', { name: 'Give a role…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Role').selectOption({ label: 'Inventory: Administrator' })
  await dialog.getByRole('button', { name: 'Give', exact: true }).click()
  await page.getByText('The role is given.').waitFor()

  await page.getByRole('button', { name: 'Make a secret…' }).click()
  await dialog.getByLabel('Name').fill('Second')
  await dialog.getByLabel('End now').check()
  await dialog.getByRole('button', { name: 'Make', exact: true }).click()
  const second = await dialog.getByTestId('value').innerText()
  await dialog.getByRole('button', { name: 'Download' }).click()
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('One that ended').waitFor()
  assert.notEqual(second, first)

  await page.getByRole('button', { name: 'Deactivate…' }).click()
  await dialog.getByRole('button', { name: 'Deactivate', exact: true }).click()
  await page.getByText('It is deactivated.').waitFor()
  await page.getByRole('button', { name: 'Reactivate…' }).click()
  await dialog.getByRole('button', { name: 'Reactivate', exact: true }).click()
  await page.getByText('It is reactivated.').waitFor()

  await page.getByRole('button', { name: 'Remove…' }).click()
  await dialog.getByText('One secret stops working:').waitFor()
  await dialog.getByText('One role that it holds goes.').waitFor()
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('There is no OAuth app in Acme yet').waitFor()
})

test('addresses are told of one by one, and what is edited stays as it was otherwise', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(path('/new'))
  await page.getByLabel('Web application').check()
  await page.getByLabel('Name', { exact: true }).fill('Wiki')
  const addresses = page.getByLabel('Redirect URIs', { exact: true })
  await addresses.fill('https://wiki.example/callback\nhttp://wiki.example/\nhttps://*.example/')
  await page.getByRole('button', { name: 'Make', exact: true }).click()
  await page.getByText('http://wiki.example/: Use https.').waitFor()
  await page.getByText('https://*.example/: Wildcards are not possible.').waitFor()
  await addresses.fill('https://wiki.example/callback')
  await page.getByLabel('OpenID').check()
  await page.getByRole('button', { name: 'Make', exact: true }).click()
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Wiki', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Edit…' }).click()
  await page.getByLabel('What it is for (optional)').fill('Where we write')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Where we write').waitFor()
  await page.getByText('https://wiki.example/callback').first().waitFor()
  await page.getByText('Nothing but signing in (OpenID)').waitFor()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of OAuth apps, also at 360 pixels, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    await signIn(page, 'olivia')
    await page.goto(path('/new'))
    await page.getByLabel('Native or browser application').check()
    await page.getByLabel('Name', { exact: true }).fill(`Command line, ${colorScheme}`)
    await page.getByLabel('Redirect URIs', { exact: true }).fill('http://127.0.0.1/callback')
    await page.getByLabel('Chosen roles and permissions').check()
    await page.getByRole('tree').waitFor()
    await assertAccessible(page, 'making an OAuth app')
    await assertFits(page, 'making an OAuth app')
    await page.getByRole('button', { name: 'Make', exact: true }).click()
    await page.getByRole('heading', { name: `Command line, ${colorScheme}`, level: 1 }).waitFor()
    await page.getByText('Organizations that have it').waitFor()
    await assertAccessible(page, 'an OAuth app')
    await assertFits(page, 'an OAuth app')
    await page.getByRole('link', { name: 'OAuth apps', exact: true }).last().click()
    await page.getByRole('link', { name: `Command line, ${colorScheme}` }).waitFor()
    await assertAccessible(page, 'OAuth apps')
    await assertFits(page, 'OAuth apps')
  })
}
