/** Rotating an API token without a gap: the old value works on as long as was chosen, and its page shows both. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { flushUsage } from '../../server/src/jobs/flush-usage.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { keepAndContinue, openToken, shownValue, signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const { acme } = opened

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

const statusesOf = (...values: readonly string[]): Promise<number[]> =>
  Promise.all(values.map(async (value) => (await exchange(acme, value)).status))

/** The page of a token that was used once. */
async function pageOfUsed(t: { after: (work: () => unknown) => void }, name: string) {
  const { value } = await generate(acme, await sessionOf(acme, acme.member), { name })
  await exchange(acme, value)
  await flushUsage(acme.app.needs)
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'max')
  await openToken(page, name)
  return { page, value }
}

test('nothing is chosen for anyone: the value that may have leaked is dead at once', async (t) => {
  const { page, value } = await pageOfUsed(t, 'Leaked')
  await page.getByRole('button', { name: 'Regenerate…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('What uses it stops working').waitFor()
  await dialog.getByText('Right when anyone else may have it').waitFor()
  assert.equal(await dialog.getByLabel('The present value').inputValue(), 'none')
  await dialog.getByRole('button', { name: 'Regenerate', exact: true }).click()
  const fresh = await shownValue(page)
  assert.deepEqual(await statusesOf(value, fresh), [400, 200])
  await keepAndContinue(page)
  assert.equal(await page.getByText('It has two values').count(), 0)
})

test('an old value that works on is shown with its end and last use, and is ended with one button', async (t) => {
  const { page, value } = await pageOfUsed(t, 'Pipeline')
  await page.getByRole('button', { name: 'Regenerate…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('The present value').selectOption('works for 24 hours more')
  await dialog.getByText('they could go on using it').waitFor()
  await dialog.getByRole('button', { name: 'Regenerate', exact: true }).click()
  await page.getByText('The old one still works').waitFor()
  const fresh = await shownValue(page)
  await keepAndContinue(page)
  const values = page.getByRole('note').filter({ hasText: 'It has two values' })
  await values.getByText(`csnt${fresh.slice(4, 16)}`).waitFor()
  await values.getByText('Not used yet').waitFor()
  await values.getByText('Works until').waitFor()
  assert.deepEqual(await statusesOf(value, fresh), [200, 200])
  await flushUsage(acme.app.needs)

  await page.getByRole('button', { name: 'Regenerate…' }).click()
  await dialog.getByText('Both values stop working at once').waitFor()
  assert.equal(await dialog.getByLabel('The present value').count(), 0)
  await page.keyboard.press('Escape')

  await page.reload()
  await values.getByText('Last used').nth(1).waitFor()
  await values.getByRole('button', { name: 'End the old one now…' }).click()
  await dialog.getByText('Whatever still uses it stops working').waitFor()
  await dialog.getByRole('button', { name: 'End the old value' }).click()
  await values.waitFor({ state: 'detached' })
  await page.getByText('Its old value was ended').waitFor()
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1')
  assert.deepEqual(await statusesOf(value, fresh), [400, 200])
})

test('until the new one is first used: the page says so, and then that it was', async (t) => {
  const { page, value } = await pageOfUsed(t, 'Importer')
  await page.getByRole('button', { name: 'Regenerate…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('The present value').selectOption('works until the new one is first used')
  await dialog.getByText('for 7 days at most').waitFor()
  await dialog.getByRole('button', { name: 'Regenerate', exact: true }).click()
  const fresh = await shownValue(page)
  await keepAndContinue(page)
  await page.getByText('Works until the new one is first used, at the latest').waitFor()
  assert.deepEqual(await statusesOf(value, fresh), [200, 200])
  await flushUsage(acme.app.needs)
  await page.reload()
  await page.getByText('Its old value ended, because the new one was used').waitFor()
  assert.equal(await page.getByText('It has two values').count(), 0)
  assert.deepEqual(await statusesOf(value, fresh), [400, 200])
})
