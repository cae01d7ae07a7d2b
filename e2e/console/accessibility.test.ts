/** Every page and dialog passes axe in light and in dark, works by keyboard alone, and fits 360 pixels. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { setupLink } from '../../server/src/app.ts'
import { exchange } from '../../server/src/testing/requests.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser, openEmptyInBrowser } from './installation.ts'
import { generateButton, generateToken, openToken, signIn } from './people.ts'
import { addUsedTokens, USED_FOR_MS } from './used-tokens.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser, { openedAt: Date.now() - USED_FOR_MS })
await opened.acme.give(opened.acme.owner, 'inventory:viewer', opened.acme.inventory, { resource: 'warehouse-7' })
await opened.acme.app.needs.store.change(async (tx) => {
  await tx.organizations.addMember(opened.acme.other.id, opened.acme.owner.id, opened.acme.clock.now)
  return { result: undefined, events: [] }
})
await addUsedTokens(opened.acme)

const SCHEMES = ['light', 'dark'] as const
const NARROW = { width: 360, height: 740 }
const account = `o/${opened.acme.organization.id}/account`

type Look = (page: Page, what: string) => Promise<void>

/** Goes through every page and every dialog of someone with tokens in every state, and looks at each. */
async function walk(page: Page, look: Look): Promise<void> {
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
  const dialog = async (button: string | RegExp, what: string): Promise<void> => {
    await press(button)
    await page.getByRole('dialog').waitFor()
    await look(page, what)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.goto('sign-in')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await look(page, 'sign in')
  await signIn(page, 'olivia', account)
  await page.goto(`${account}/api-tokens`)
  await page.getByRole('table').waitFor()
  await look(page, 'API Tokens')
  await press('Olivia Example')
  await page.getByRole('menu').waitFor()
  await look(page, 'the user menu')
  await page.keyboard.press('Escape')
  await press(/^Organization/)
  await page.getByRole('menu').waitFor()
  await look(page, 'the organization menu')
  await page.keyboard.press('Escape')
  await page.getByRole('checkbox', { name: 'Select Deploy pipeline' }).click()
  await look(page, 'API Tokens with a selection')
  await dialog('Revoke it…', 'revoking')
  await dialog('Revoke all API tokens…', 'revoking all')
  await page.getByRole('searchbox').fill('nothing like it')
  await page.getByText('No API token fits.').waitFor()
  await look(page, 'API Tokens with none found')

  for (const name of ['Deploy pipeline', 'Legacy importer', 'Nightly stock report', 'Old laptop', 'Terraform (trial)']) {
    await page.goto(`${account}/api-tokens`)
    await openToken(page, name)
    await page.getByRole('heading', { name: 'Recent events' }).waitFor()
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await look(page, `the token ${name}`)
  }
  await page.goto(`${account}/api-tokens`)
  await openToken(page, 'Deploy pipeline')
  await dialog('Rename…', 'renaming')
  await dialog('Reminder…', 'the reminder')
  await dialog('Regenerate…', 'regenerating')

  await page.goto(`${account}/api-tokens/new?name=CI&scopes=inventory:admin+unknown&ttl=never`)
  await page.getByRole('treeitem', { name: 'Administrator' }).click()
  await page.getByText('In Inventory').waitFor()
  await look(page, 'generating')
  await page.getByLabel('Name', { exact: true }).fill('')
  await page.getByRole('radio', { name: 'It expires after' }).click()
  await page.getByRole('spinbutton').fill('0')
  await generateButton(page).click()
  await page.getByText('Give the token a name').waitFor()
  await look(page, 'generating with errors')
  await page.goto(`${account}/api-tokens`)
  await generateToken(page, 'Looked at')
  await look(page, 'the value')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('dialog').waitFor()
  await look(page, 'leaving without the value')
  await press('Leave without it')
  await page.getByRole('heading', { name: 'Looked at', level: 1 }).waitFor()

  for (const [path, heading] of [
    ['my-roles', 'My Roles'],
    ['profile', 'Profile'],
    ['security', 'Security'],
  ] as const) {
    await page.goto(`${account}/${path}`)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await look(page, heading)
  }
  await dialog('End all other sessions…', 'ending sessions')
  await page.goto('no/such/page')
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await look(page, 'an unknown page')
  await page.goto('o/00000000-0000-4000-8000-000000000000/account/api-tokens')
  await page.getByRole('heading', { name: 'You are not in this organization' }).waitFor()
  await look(page, 'a foreign organization')
  await page.goto(`o/${opened.acme.other.id}/account/api-tokens`)
  await page.getByText('You have no API token').waitFor()
  await look(page, 'API Tokens when there is none')
  await page.goto(`${account}/api-tokens/000000000000`)
  await page.getByText('There is no such API token').waitFor()
  await look(page, 'a token that is not there')
}

for (const colorScheme of SCHEMES) {
  test(`axe finds nothing on any page or dialog, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme })
    let looks = 0
    let rules = 0
    await walk(page, async (shown, what) => {
      rules += await assertAccessible(shown, `${what}, ${colorScheme}`)
      looks += 1
    })
    assert.ok(looks >= 28, `only ${looks} pages and dialogs were looked at`)
    t.diagnostic(`${colorScheme}: ${looks} pages and dialogs, ${rules} rules held, 0 violations`)
  })

  test(`axe finds nothing on the set-up page and the dialogs about the session, ${colorScheme}`, async (t) => {
    const empty = await openEmptyInBrowser(t, browser)
    const setUp = await empty.newPage(t, { colorScheme })
    await setUp.goto((await setupLink(empty.app.needs)) ?? '')
    await setUp.getByRole('button', { name: 'Set up' }).click()
    await setUp.getByText('Choose a password.').waitFor()
    await assertAccessible(setUp, 'setting up with errors')

    const own = await openAcmeInBrowser(t, browser)
    const page = await own.newPage(t, { colorScheme })
    await signIn(page, 'olivia')
    await page.getByRole('link', { name: 'Generate a new API token' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Later')
    await page.getByRole('radio', { name: 'All roles' }).click()
    own.acme.clock.now += 16 * 60_000
    await generateButton(page).click()
    await page.getByRole('dialog', { name: 'Your password, once more' }).waitFor()
    await assertAccessible(page, 'giving the password again')
    await page.keyboard.press('Escape')
    own.acme.clock.now += 8 * 86_400_000
    await generateButton(page).click()
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await assertAccessible(page, 'an ended session')
  })
}

test('nothing is wider than a screen of 360 pixels', async (t) => {
  const page = await opened.newPage(t, { viewport: NARROW })
  let looks = 0
  await walk(page, async (shown, what) => {
    const width = await shown.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= NARROW.width, `${what} is ${width} pixels wide`)
    looks += 1
  })
  assert.ok(looks >= 28)
})

/** Presses Tab until the focus is where it is wanted; a person would do no other. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      const label = element?.id ? document.querySelector(`label[for="${element.id}"]`)?.textContent : undefined
      return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? ''
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
  await page.getByText('Copied.').waitFor()
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
    await page.waitForFunction(() => document.querySelector('[role=dialog]')?.contains(document.activeElement))
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
