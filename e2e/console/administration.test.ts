/** Letting API tokens administer: off for everyone until an owner switches the policy, and never ticked by all roles. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { claimsOf, exchange } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { generateButton, openSettings, shownValue, signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const apiTokens = `o/${opened.acme.organization.id}/account/api-tokens`

test('an owner switches the policy, and the box of the form follows', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  const box = page.getByRole('checkbox', { name: 'May administer Countersign' })
  const policy = page.getByRole('switch', { name: 'API tokens cannot administer' })
  await openSettings(page)
  await policy.click()
  await page.getByRole('switch', { name: 'API tokens cannot administer', checked: true }).waitFor()
  await page.goto(apiTokens)
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  await page.getByText('an organization owner can switch it off in the organization’s Settings').waitFor()
  assert.equal(await box.isDisabled(), true)

  await openSettings(page)
  assert.equal(await policy.isChecked(), true)
  await policy.click()
  await page.getByRole('switch', { name: 'API tokens cannot administer', checked: false }).waitFor()
  await page.goto(apiTokens)
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  assert.deepEqual([await box.isDisabled(), await box.isChecked()], [false, false])
  await page.getByLabel('Name', { exact: true }).fill('Administers')
  await box.click()
  await page.getByText('and to make changes at Countersign as you').waitFor()
  await generateButton(page).click()
  const { body } = await exchange(opened.acme, await shownValue(page))
  assert.equal(body.scope, 'administration')
  assert.equal(claimsOf(body.access_token)['aud'], claimsOf(body.access_token)['iss'])
})

test('whoever is no owner is shown no policy to switch', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'max')
  await page.getByRole('link', { name: 'My Roles' }).click()
  await page.getByRole('heading', { name: 'Inventory' }).waitFor()
  await page.goto(`o/${opened.acme.organization.id}/organization/settings`)
  await page.getByRole('heading', { name: 'This page is not for you' }).waitFor()
  assert.equal(await page.getByRole('switch').count(), 0)
})
