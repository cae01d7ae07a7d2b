/** The console works by keyboard alone, keeps the focus where it belongs, and fits a screen of 320 pixels. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { exchange } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { openToken, signIn } from './people.ts'
import { assertLargeTargets } from './targets.ts'
import { USED_FOR_MS } from './used-tokens.ts'
import { FEWEST_LOOKS, prepareWalk, walk } from './walk.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }), {
  openedAt: Date.now() - USED_FOR_MS,
})
await prepareWalk(opened)

const NARROW = { width: 360, height: 740 }
/** A page of 1280 pixels that is magnified four times (WCAG 1.4.10). */
const NARROWEST = 320
const account = `o/${opened.acme.organization.id}/account`

test('nothing is wider than a screen of 320 pixels, and everything can be hit with a finger', async (t) => {
  const page = await opened.newPage(t, { viewport: NARROW })
  let looks = 0
  let targets = 0
  await walk(opened, page, async (shown, what) => {
    for (const width of [NARROW.width, NARROWEST]) {
      await shown.setViewportSize({ ...NARROW, width })
      const needed = await settledWidth(shown, width)
      assert.ok(needed <= width, `${what} is ${needed} pixels wide at ${width}`)
      targets += await assertLargeTargets(shown, `${what} at ${width}`)
    }
    await shown.setViewportSize(NARROW)
    looks += 1
  })
  assert.ok(looks >= FEWEST_LOOKS)
  assert.ok(targets >= 10 * looks)
})

/** An open menu follows a new size of the window a moment later. */
async function settledWidth(page: Page, most: number): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width <= most || tries === 20) return width
    await page.waitForTimeout(50)
  }
}

/** Presses Tab until the focus is where it is wanted; a person would do no other. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      const label = element?.id
        ? document.querySelector(`label[for="${element.id}"]`)?.textContent
        : undefined
      return element?.getAttribute('aria-label') ?? label ?? element?.innerText ?? ''
    })
    return typeof name === 'string' ? focused.trim() === name : name.test(focused)
  }
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isThere()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached ${String(name)}`)
}

test('a token can be generated with the keyboard alone', async (t) => {
  const page = await opened.newPage(t, { permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto('')
  await page.getByLabel('User name').waitFor()
  await page.keyboard.type('max')
  await page.keyboard.press('Tab')
  await page.keyboard.type('a long enough passphrase')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
  await page.getByText('You have no API token').waitFor()
  await tabTo(page, 'Generate a new API token')
  await page.keyboard.press('Enter')
  const heading = page.getByRole('heading', { name: 'Generate a new API token' })
  await heading.waitFor()
  await page.getByRole('tree').waitFor()
  assert.equal(await heading.evaluate((element) => element === document.activeElement), true)

  await tabTo(page, 'Name')
  await page.keyboard.type('By keyboard')
  await tabTo(page, 'Number of units')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('30')
  await tabTo(page, 'Unit')
  await page.keyboard.type('days')
  await tabTo(page, /^Inventory|^Organization roles/)
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await tabTo(page, 'See items and their stock')
  await page.keyboard.press('Space')
  await page.getByRole('region', { name: 'This token will be able to' }).getByText('See items').waitFor()
  await tabTo(page, 'Generate')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'API token generated' }).waitFor()
  await tabTo(page, 'Copy')
  await page.keyboard.press('Enter')
  await page.getByText('Copied.').first().waitFor()
  const value = await page.evaluate(() => navigator.clipboard.readText())
  await tabTo(page, 'Continue')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'By keyboard', level: 1 }).waitFor()
  const { body } = await exchange(opened.acme, value)
  assert.equal(body.scope, 'inventory:item.read')
})

test('a dialog gives the focus back to what opened it', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await openToken(page, 'Deploy pipeline')
  for (const name of ['Rename…', 'Reminder…', 'Regenerate…', 'Revoke…']) {
    const button = page.getByRole('button', { name })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.waitForFunction(() =>
      document.querySelector('[role=dialog]')?.contains(document.activeElement),
    )
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.waitForFunction((text) => document.activeElement?.textContent === text, name)
  }
})

test('after revoking from the list the focus is on what was done', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await page.getByRole('checkbox', { name: 'Select Old laptop' }).click()
  await page.getByRole('button', { name: 'Revoke it…' }).click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByText('“Old laptop” is revoked.').waitFor()
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('“Old laptop” is revoked.'))
})

test('one can skip to the content', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await page.reload()
  await page.getByRole('table').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN')
})
