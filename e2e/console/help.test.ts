/** From the console to what explains it: Help, the API reference and the version; and a link that a document may write. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser, { prefix: '/tokens' })

const PAGES = ['help', 'help/scripts', 'help/services', 'help/errors', 'help/no-such-page', 'api/reference']

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Max Example' }).click()
  await page.getByRole('menu').waitFor()
}

test('Help and the API reference are one press away, and the menu tells the version of the service', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'max')
  await openMenu(page)
  await page.getByText(`Countersign ${opened.acme.app.needs.settings.version}`, { exact: true }).waitFor()
  for (const [name, heading, path] of [
    ['Help', 'Help', 'help'],
    ['API reference', 'API reference', 'api/reference'],
  ] as const) {
    const [shown] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click(),
    ])
    await shown.getByRole('heading', { name: heading, level: 1 }).waitFor()
    assert.equal(shown.url(), `${opened.url}/${path}`)
    await shown.close()
    await openMenu(page)
  }
})

test('the theme that was chosen in the console holds in Help', async (t) => {
  const page = await opened.newPage(t, { colorScheme: 'light' })
  await signIn(page, 'max')
  await openMenu(page)
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await page.goto('help/services')
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  assert.equal(paper, 'rgb(18, 23, 21)')
})

test('who writes a service finds its id, the audience, under My Roles', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'max', `o/${opened.acme.organization.id}/account/my-roles`)
  const section = page.getByRole('button', { name: /^Inventory/ })
  await section.waitFor()
  if ((await section.getAttribute('aria-expanded')) === 'false') await section.click()
  await page.getByText(opened.acme.inventory.id, { exact: true }).waitFor()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in Help and the API reference, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme })
    for (const path of PAGES) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await assertAccessible(page, `${path}, ${colorScheme}`)
    }
  })
}

test('nothing in Help or the API reference is wider than a narrow phone', async (t) => {
  const page = await opened.newPage(t, { viewport: { width: 320, height: 640 } })
  for (const path of PAGES) {
    await page.goto(path)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= 320, `${path} is ${width} px wide`)
  }
})

test('what one call of the API reference says fits on a screen', async (t) => {
  const page = await opened.newPage(t, { viewport: { width: 1280, height: 900 } })
  await page.goto('api/reference')
  const heights = await page
    .locator('article')
    .evaluateAll((all) => all.map((each) => ({ id: each.id, height: each.getBoundingClientRect().height })))
  assert.deepEqual(
    heights.filter(({ height }) => height > 900),
    [],
  )
  assert.ok(heights.length > 40)
})

test('a link of a document, which knows no organization, fills in the form of the last one', async (t) => {
  const page = await opened.newPage(t)
  await page.goto('api-tokens/new?name=Stock+report&scopes=inventory:viewer&ttl=90d')
  await page.getByLabel('User name').fill('max')
  await page.getByLabel('Password', { exact: true }).fill('a long enough passphrase')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The link you followed has filled in this form').waitFor()
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Stock report')
  assert.equal(await page.getByRole('spinbutton').inputValue(), '90')
  assert.ok(page.url().startsWith(`${opened.url}/o/${opened.acme.organization.id}/account/api-tokens/new?`))
})
