/** Names of sixty characters without a space, of everything that has a name, and many tokens, on a narrow screen. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { generate, signIn as signInOverHttp } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const account = `o/${opened.acme.organization.id}/account`
const long = (letter: string): string => letter.repeat(60)
const TOKEN = long('t')
const owner = await signInOverHttp(opened.acme, 'olivia')
await generate(opened.acme, owner, { name: TOKEN })
for (let number = 1; number <= 30; number += 1) {
  await generate(opened.acme, owner, { name: `Token ${number}` })
}

/** Everything that the server names has a long name in this page. */
async function lengthenNames(page: Page): Promise<void> {
  const names = { Acme: long('A'), Olivia: long('O'), Inventory: long('I'), Administrator: long('M') }
  await page.route('**/api/v1/**', async (route) => {
    const response = await route.fetch()
    let body = await response.text()
    for (const [short, name] of Object.entries(names)) body = body.replaceAll(`"${short}"`, `"${name}"`)
    await route.fulfill({ response, body })
  })
}

async function assertWithinScreen(page: Page, element: Locator, what: string): Promise<void> {
  const box = await element.boundingBox()
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  assert.ok(box, `${what} is not there`)
  assert.ok(box.x >= 0 && box.x + box.width <= width, `${what}: from ${box.x} to ${box.x + box.width}`)
  assert.ok(box.y >= 0 && box.y + box.height <= height, `${what}: from ${box.y} to ${box.y + box.height}`)
}

const assertFits = async (page: Page, what: string): Promise<void> => {
  const [needed, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(Number(needed) <= Number(width), `${what} is ${needed} pixels wide at ${width}`)
}

for (const width of [320, 360, 768, 1280]) {
  test(`long names push nothing off a screen of ${width} pixels`, async (t) => {
    const page = await opened.newPage(t, { viewport: { width, height: 740 } })
    await lengthenNames(page)
    await signIn(page, 'olivia', `${account}/api-tokens?q=ttt`)
    await page.getByRole('link', { name: TOKEN }).waitFor()
    await assertFits(page, 'the list')
    await page.getByRole('checkbox', { name: `Select ${TOKEN}` }).click()
    await page.getByRole('button', { name: 'Revoke it…' }).click()
    await page.getByRole('dialog').waitFor()
    await assertWithinScreen(page, page.getByRole('button', { name: 'Close' }), 'the way out of the dialog')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: TOKEN }).click()
    await page.getByRole('heading', { name: TOKEN, level: 1 }).waitFor()
    await assertFits(page, 'the token')
    for (const name of ['Rename…', 'Regenerate…', 'Revoke…']) {
      await page.getByRole('button', { name }).click()
      await page.getByRole('dialog').waitFor()
      await assertWithinScreen(page, page.getByRole('button', { name: 'Close' }), `the way out of ${name}`)
      await assertFits(page, name)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    for (const path of ['api-tokens/new', 'my-roles', 'profile', 'security']) {
      await page.goto(`${account}/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
      await assertFits(page, path)
    }
    const menu = page.getByRole('button', { name: long('O') })
    await assertWithinScreen(page, menu, 'the person')
    await menu.click()
    await page.getByRole('menu').waitFor()
    await assertFits(page, 'the menu')
  })
}

test('the organization’s name in the header ends in sight and is told whole by its title', async (t) => {
  for (const width of [320, 1280]) {
    const page = await opened.newPage(t, { viewport: { width, height: 740 } })
    await lengthenNames(page)
    await signIn(page, 'olivia', `${account}/my-roles`)
    const name = page.getByRole('banner').getByTitle(long('A'))
    await assertWithinScreen(page, name, 'the name')
    // Neither its top nor the tails of its letters are cut off.
    const [seen, all] = await name.evaluate((element) => [
      element.clientHeight,
      Number.parseFloat(getComputedStyle(element).lineHeight),
    ])
    assert.ok(Number(seen) >= Number(all) - 1 && Number(all) >= 18, `${seen} of ${all} pixels`)
  }
})

test('with a selection, its count and what can be done stay in sight down to the last row', async (t) => {
  for (const viewport of [
    { width: 360, height: 740 },
    { width: 1440, height: 900 },
  ]) {
    const page = await opened.newPage(t, { viewport })
    await signIn(page, 'olivia', `${account}/api-tokens`)
    await page.getByRole('checkbox', { name: 'Select Token 30', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Select Token 1', exact: true }).click()
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.waitForTimeout(100)
    await assertWithinScreen(page, page.getByText('2 selected.'), 'the count')
    await assertWithinScreen(page, page.getByRole('button', { name: 'Revoke them…' }), 'the action')
  }
})

test('a card of 768 pixels says two things beside each other', async (t) => {
  const page = await opened.newPage(t, { viewport: { width: 768, height: 900 } })
  await signIn(page, 'olivia', `${account}/api-tokens`)
  const row = page.getByRole('row').filter({ hasText: 'Token 30' })
  const [state, scopes] = await Promise.all(
    ['State', 'Scopes'].map((head) => row.locator(`[data-head="${head}"]`).boundingBox()),
  )
  assert.ok(state && scopes)
  assert.ok(Math.abs(state.y - scopes.y) < 4 && scopes.x > state.x + state.width - 1)
})
