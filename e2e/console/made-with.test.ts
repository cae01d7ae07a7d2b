/** What was generated with an API token: shown on both pages, and ended with it unless the box is left empty. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { accessTokenFor } from '../../server/testing/compatible.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { openToken, signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const { acme } = opened

/** A maker, and as many as are named, generated with it. */
async function makerAnd(name: string, ...names: readonly string[]) {
  const scopes = { administration: true, allRoles: true }
  const lifetime = { amount: 1, unit: 'days' }
  const maker = await generate(acme, await sessionOf(acme, acme.member), { name, scopes, lifetime })
  const headers = { 'csp-auth-token': await accessTokenFor(acme, maker.value) }
  const made = []
  for (const madeName of names)
    made.push(
      await generate(acme, headers, { name: madeName, scopes, lifetime: { amount: 1, unit: 'hours' } }),
    )
  return [maker, ...made]
}

const statusesOf = (tokens: readonly { readonly value: string }[]): Promise<number[]> =>
  Promise.all(tokens.map(async ({ value }) => (await exchange(acme, value)).status))

test('both pages say so, and revoking the maker ends what it made', async (t) => {
  const tokens = await makerAnd('Maker', 'First job', 'Second job')
  const page = await opened.newPage(t)
  await signIn(page, 'max')
  await openToken(page, 'First job')
  await page.getByText('Generated with').waitFor()
  await page.getByRole('link', { name: 'Maker' }).click()
  await page.getByText('Generated others').waitFor()
  await page.getByRole('link', { name: 'Second job' }).waitFor()
  await page.getByRole('button', { name: 'Revoke…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('listitem').filter({ hasText: 'Second job' }).waitFor()
  assert.equal(await dialog.getByRole('checkbox').isChecked(), true)
  await dialog.getByRole('button', { name: 'Revoke 3' }).click()
  await page.getByText('Every exchange is refused, for good.').waitFor()
  assert.deepEqual(await statusesOf(tokens), [400, 400, 400])
})

test('with the box left empty, only the chosen one ends', async (t) => {
  const tokens = await makerAnd('Kept maker', 'Kept job')
  const page = await opened.newPage(t)
  await signIn(page, 'max')
  await openToken(page, 'Kept maker')
  await page.getByRole('button', { name: 'Revoke…' }).click()
  await page.getByRole('checkbox', { name: 'Also revoke “Kept job” generated with it' }).click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByText('Every exchange is refused, for good.').waitFor()
  assert.deepEqual(await statusesOf(tokens), [400, 200])
})
