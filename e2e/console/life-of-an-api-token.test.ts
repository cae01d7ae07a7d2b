/** What a person does with API tokens, steps 1 to 9 of the product, in a real browser against the real service. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test, { after } from 'node:test'
import { flushUsage } from '../../server/src/jobs/flush-usage.ts'
import { claimsOf, exchange } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import {
  fillInSignIn,
  generateButton,
  generateToken,
  keepAndContinue,
  openToken,
  shownValue,
  signIn,
} from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

test('signing in leads to API Tokens, and the user name to My Account', async (t) => {
  const page = await opened.newPage(t)
  await page.goto('')
  await fillInSignIn(page, 'max')
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
  await page.getByText('You have no API token in Acme yet').waitFor()
  await page.getByRole('button', { name: 'Max Example' }).click()
  await page.getByRole('menuitem', { name: 'My Account' }).click()
  await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'API Tokens' }).click()
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
})

test('a wrong password says so and loses nothing but the password', async (t) => {
  const page = await opened.newPage(t)
  await page.goto('')
  await fillInSignIn(page, 'max', 'not my password')
  await page.getByRole('alert').getByText('Check the user name and the password.').waitFor()
  assert.equal(await page.getByLabel('User name').inputValue(), 'max')
})

test('a token with chosen scopes can do what the summary said, and nothing else', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Warehouse sync')

  await page.getByRole('spinbutton', { name: 'Number of units' }).fill('90')
  await page.getByRole('combobox', { name: 'Unit' }).selectOption('days')
  const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'Europe/Berlin' })
  await page.getByText(`Until ${until.format(Date.now() + 90 * 86_400_000)}`).waitFor()

  await page.getByRole('treeitem', { name: 'Inventory' }).click()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('treeitem', { name: 'Administrator' }).click()
  await page.getByRole('checkbox', { name: 'Add and change items' }).click()
  assert.equal(
    await page.getByRole('treeitem', { name: 'Administrator' }).getAttribute('aria-checked'),
    'mixed',
  )
  const summary = page.getByRole('region', { name: 'This token will be able to' })
  await summary.getByText('Add and change items').waitFor()
  assert.equal(await summary.getByText('Delete items').count(), 0)

  await page.getByRole('checkbox', { name: 'OpenID' }).click()
  await page.getByRole('checkbox', { name: 'Remind me by e-mail' }).click()
  await page.getByRole('spinbutton', { name: 'Days before' }).fill('7')
  await generateButton(page).click()

  await page.getByRole('heading', { name: 'API token generated' }).waitFor()
  assert.match((await page.getByTestId('value').textContent()) ?? '', /^•+$/)
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText('Copied.').first().waitFor()
  const value = await page.evaluate(() => navigator.clipboard.readText())
  assert.match(value, /^csnt[0-9A-Za-z]{61}$/)
  assert.equal(await shownValue(page), value)

  const { status, body } = await exchange(opened.acme, value)
  assert.equal(status, 200)
  assert.deepEqual(claimsOf(body.access_token)['perms'], [
    `external/${opened.acme.inventory.id}/inventory:item.write`,
  ])
  assert.ok(body.id_token)

  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Warehouse sync', level: 1 }).waitFor()
  await page.getByText('By e-mail, 7 days before').waitFor()
  await page.getByText('90 days', { exact: true }).waitFor()
  await page.getByText('Inventory: item.write').waitFor()
})

test('the value can be downloaded, printed on a clean page, and pasted as a ready line', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await page.addInitScript(() => {
    window.print = () => {
      window.dispatchEvent(new Event('beforeprint'))
    }
  })
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Kept in three ways')

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const download = await downloading
  assert.equal(download.suggestedFilename(), 'api-token-kept-in-three-ways.json')
  const file = JSON.parse(await readFile(await download.path(), 'utf8'))
  assert.equal(file.value, value)
  assert.equal(file.organization.id, opened.acme.organization.id)

  await page.getByRole('button', { name: 'Print' }).click()
  await page.emulateMedia({ media: 'print' })
  const printed = await page.locator('body').innerText()
  assert.match(printed, new RegExp(value))
  assert.doesNotMatch(printed, /Continue|My Account|curl/)
  await page.emulateMedia({ media: 'screen' })
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))

  await page.getByRole('button', { name: 'Copy the line' }).click()
  const line = await page.evaluate(() => navigator.clipboard.readText())
  assert.equal(
    line,
    `echo 'refresh_token=${value}' | curl -s -X POST ${opened.url}/csp/gateway/am/api/auth/api-tokens/authorize ` +
      `-H 'content-type: application/x-www-form-urlencoded' -d @-`,
  )
})

test('six months unless changed; never warns that a leaked token must be revoked', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  assert.equal(await page.getByRole('spinbutton', { name: 'Number of units' }).inputValue(), '6')
  assert.equal(await page.getByRole('combobox', { name: 'Unit' }).inputValue(), 'months')
  await page.getByRole('radio', { name: 'It never expires' }).click()
  await page.getByText('it works for whoever has it until you revoke it').waitFor()
  assert.equal(await page.getByRole('checkbox', { name: 'Remind me by e-mail' }).isDisabled(), true)
})

test('a token tells when and from where it was last used', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Used once')
  await exchange(opened.acme, value)
  await flushUsage(opened.acme.app.needs)
  await keepAndContinue(page)
  const lastUsed = page.getByRole('definition').filter({ hasText: 'lightMyRequest' })
  assert.match(await lastUsed.innerText(), /from 127\.0\.0\.1 by lightMyRequest/)
})

test('renaming and the reminder change nothing for whoever uses the token', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Old name')
  await keepAndContinue(page)
  await page.getByRole('button', { name: 'Rename…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('New name')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await page.getByRole('heading', { name: 'New name', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Reminder…' }).click()
  await page.getByRole('checkbox', { name: 'Remind me by e-mail' }).click()
  await page.getByRole('spinbutton', { name: 'Days before' }).fill('30')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('By e-mail, 30 days before').waitFor()
  assert.equal((await exchange(opened.acme, value)).status, 200)
})

test('regenerating gives a new value, kills the old one, and revives an expired token', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Short-lived')
  await page.getByRole('spinbutton', { name: 'Number of units' }).fill('1')
  await page.getByRole('combobox', { name: 'Unit' }).selectOption('minutes')
  await page.getByRole('radio', { name: 'All roles' }).click()
  await generateButton(page).click()
  const old = await shownValue(page)
  await keepAndContinue(page)
  opened.acme.clock.now += 61_000
  await page.reload()
  await page.getByText('Regenerate it to go on under the same name').waitFor()
  assert.equal((await exchange(opened.acme, old)).status, 400)

  await page.getByRole('button', { name: 'Regenerate…' }).click()
  await page.getByText('The present value stops working at once').waitFor()
  await page.getByRole('dialog').getByRole('spinbutton').fill('5')
  await page.getByRole('button', { name: 'Regenerate', exact: true }).click()
  await page.getByRole('heading', { name: 'API token regenerated' }).waitFor()
  const fresh = await shownValue(page)
  assert.notEqual(fresh, old)
  assert.equal((await exchange(opened.acme, fresh)).status, 200)
  assert.equal((await exchange(opened.acme, old)).status, 400)
  await keepAndContinue(page)
  await page.getByText('Regenerated: a new value').waitFor()
})

test('revoking says what will break, and refuses the next exchange', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'To be revoked')
  await exchange(opened.acme, value)
  await flushUsage(opened.acme.app.needs)
  await keepAndContinue(page)
  await openToken(page, 'To be revoked')
  await page.getByRole('button', { name: 'Revoke…' }).click()
  await page.getByRole('dialog').getByText('from 127.0.0.1').waitFor()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByText('Every exchange is refused, for good.').waitFor()
  assert.equal((await exchange(opened.acme, value)).status, 400)
  assert.equal(await page.getByRole('button', { name: 'Regenerate…' }).count(), 0)
})

test('the list finds, filters and sorts, keeps that in its address, and revokes several at once', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'max')
  const values = []
  for (const name of ['Backup 2', 'Backup 10', 'Import']) {
    values.push(await generateToken(page, name))
    await keepAndContinue(page)
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await page.getByRole('link', { name: 'API Tokens' }).first().click()
  }
  const names = () => page.locator('tbody tr td:nth-child(2) a').allInnerTexts()
  await page.getByRole('searchbox').fill('backup')
  await page.getByText('2 of 3 API tokens.').waitFor()
  await page.getByRole('button', { name: 'Name' }).click()
  assert.deepEqual(await names(), ['Backup 2', 'Backup 10'])
  await page.reload()
  await page.getByText('2 of 3 API tokens.').waitFor()
  assert.deepEqual(await names(), ['Backup 2', 'Backup 10'])

  await page.getByRole('checkbox', { name: 'Select all shown' }).click()
  await page.getByText('2 selected.').waitFor()
  await page.getByRole('button', { name: 'Revoke them…' }).click()
  await page.getByRole('button', { name: 'Revoke 2' }).click()
  await page.getByText('2 API tokens are revoked.').waitFor()
  assert.deepEqual(
    await Promise.all(values.map(async (value) => (await exchange(opened.acme, value)).status)),
    [400, 400, 200],
  )
  await page.getByRole('searchbox').fill('')
  await page.getByRole('combobox', { name: 'State' }).selectOption('Usable')
  await page.getByText('1 of 3 API tokens.').waitFor()
  assert.deepEqual(await names(), ['Import'])

  await page.getByRole('button', { name: 'Revoke all API tokens…' }).click()
  await page.getByRole('button', { name: 'Revoke all', exact: true }).click()
  await page.getByText('One API token is revoked.').waitFor()
  assert.equal((await exchange(opened.acme, values[2] ?? '')).status, 400)
})

test('My Roles shows every role with its permissions, its resource and its end', async (t) => {
  const { acme } = opened
  await acme.give(acme.member, 'inventory:admin', acme.inventory, {
    resource: 'warehouse-7',
    endsAt: acme.clock.now + 30 * 86_400_000,
  })
  const page = await opened.newPage(t)
  await signIn(page, 'max')
  await page.getByRole('link', { name: 'My Roles' }).click()
  const administrator = page.getByRole('listitem').filter({ hasText: 'inventory:admin' })
  await administrator.getByText('on warehouse-7 only').waitFor()
  await administrator.getByText('Delete items').waitFor()
  assert.match(await administrator.innerText(), /It ends \d/)
})

test('a token whose role is gone says what it lost, and why', async (t) => {
  const { acme } = opened
  await acme.give(acme.member, 'billing:clerk', acme.billing, { endsAt: acme.clock.now + 600_000 })
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'max')
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Invoices')
  await page.getByRole('treeitem', { name: 'Billing' }).click()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('treeitem', { name: 'Clerk' }).click()
  await page.keyboard.press('Space')
  await generateButton(page).click()
  await shownValue(page)
  await keepAndContinue(page)
  await page.getByText('Pay invoices').waitFor()
  acme.clock.now += 660_000
  await page.reload()
  const lost = page.getByRole('note').filter({ hasText: 'Chosen, but not in force' })
  await lost.getByText('billing:clerk: it was given to you for a time that has ended').waitFor()
})
