/** A platform operator looks after all organizations in the console. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const { acme } = opened
await acme.give(acme.owner, 'platform_operator')
const path = `o/${acme.organization.id}/organization/organizations`

test('an operator makes, renames, suspends and reopens an organization, by keyboard too', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(path)
  const told = page.getByRole('status')
  const dialog = page.getByRole('dialog')
  const row = (name: string) => page.getByRole('row', { name })
  await row('Globex').waitFor()

  await page.getByRole('button', { name: 'Make an organization…' }).press('Enter')
  await dialog.waitFor()
  await assertAccessible(page, 'the dialog that makes one')
  await dialog.getByLabel('Name', { exact: true }).fill('Initech')
  await dialog.getByLabel('Or the user name of the first owner').fill('nobody')
  await page.keyboard.press('Enter')
  await dialog.getByText('Give the user name of an existing account.').waitFor()
  await dialog.getByLabel('Or the user name of the first owner').fill('max')
  await page.keyboard.press('Enter')
  await told.getByText('Initech is made. Scripts call it initech.').waitFor()

  await page.getByRole('button', { name: 'Make an organization…' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('Tyrell')
  await dialog.getByLabel('E-mail of the first owner (optional)').fill('eldon@tyrell.example')
  await page.keyboard.press('Enter')
  await page.getByText('#code=').waitFor()
  await row('Tyrell').getByText('No owner yet: eldon@tyrell.example is invited').waitFor()
  const lost = await page.getByText('#code=').textContent()
  await page.getByRole('button', { name: 'Invite an owner of Tyrell…' }).click()
  await dialog.getByText('A link that was made before stops working.').waitFor()
  await assertAccessible(page, 'the dialog that invites an owner')
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
  await told.getByText('eldon@tyrell.example is invited to own Tyrell.').waitFor()
  assert.notEqual(await page.getByText('#code=').textContent(), lost)

  await page.getByRole('button', { name: 'Rename Initech…' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('Initrode')
  await page.keyboard.press('Enter')
  await told.getByText('Initech is called Initrode from now on.').waitFor()

  await page.getByRole('button', { name: 'Suspend Initrode…' }).click()
  await dialog.getByText('Nothing is revoked').waitFor()
  await assertAccessible(page, 'the dialog that suspends')
  await dialog.getByRole('button', { name: 'Suspend', exact: true }).click()
  await row('Initrode').getByText('Suspended').waitFor()
  await page.getByRole('button', { name: 'Reopen Initrode' }).click()
  await told.getByText('Initrode is open again.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Suspend Acme…' }).count(), 0)

  await page.getByRole('searchbox').fill('initrode')
  await row('Globex').waitFor({ state: 'detached' })
  assert.match(page.url(), /\?q=initrode$/)
  await page.getByRole('searchbox').fill('nothing like it')
  await page.getByText('No organization is found.').waitFor()
})

test('the list fits a narrow screen, in light and dark', async (t) => {
  const page = await opened.newPage(t, { viewport: { width: 360, height: 740 } })
  await signIn(page, 'olivia')
  await page.goto(path)
  await page.getByText('Globex', { exact: true }).waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await assertAccessible(page, `Organizations in ${colorScheme}`)
  }
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360)
})
