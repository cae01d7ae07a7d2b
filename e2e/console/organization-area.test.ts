/** The organization's area: shown by right, and what an owner decides there; and what is told of a suspended organization. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { addMember } from '../../server/src/actions/people/add-member.ts'
import { removeRole } from '../../server/src/actions/roles/assign-role.ts'
import { PASSWORD } from '../../server/testing/acme.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { openSettings, signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const { acme } = opened
const area = `o/${acme.organization.id}/organization`

test('an owner renames the organization, and every page calls it so', async (t) => {
  const page = await opened.newPage(t, { viewport: { width: 360, height: 740 } })
  await signIn(page, 'olivia')
  await openSettings(page)
  const name = page.getByLabel('Name of the organization')
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await assertAccessible(page, `Settings in ${scheme}`)
  }
  await name.fill(' ')
  await name.press('Enter')
  await page.getByText('Say what the organization is called.').waitFor()
  await name.fill('Acme Works')
  await name.press('Enter')
  await page.getByText('Saved.').waitFor()
  await page.getByRole('banner').getByText('Acme Works').waitFor()
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360)
})

test('a member finds the services there and no more, and the address of another page says why', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'max')
  await page.goto(area)
  await page.getByRole('heading', { name: 'Services', level: 1 }).waitFor()
  const tabs = page.getByRole('navigation', { name: 'Organization' }).getByRole('link')
  assert.deepEqual(await tabs.allTextContents(), ['Services'])
  await page.goto(`${area}/settings`)
  await page.getByRole('heading', { name: 'This page is not for you' }).waitFor()
})

test('whoever has no right there finds no way in', async (t) => {
  const { needs } = acme.app
  const bill = await addMember(needs, acme.organization.id, {
    ...{ username: 'bill', email: 'bill@acme.example', firstName: 'Bill', lastName: 'Example' },
    password: PASSWORD,
  })
  const membership = {
    organizationId: acme.organization.id,
    userId: bill.id,
    serviceId: null,
    resource: null,
  }
  await acme.give(bill, 'billing_read_only')
  await removeRole(needs, { ...membership, name: 'org_member' })
  const page = await opened.newPage(t)
  await signIn(page, 'bill')
  await page.getByRole('button', { name: 'Bill Example' }).click()
  await page.getByRole('menuitem', { name: 'My Account' }).waitFor()
  assert.equal(await page.getByRole('menuitem', { name: 'Organization' }).count(), 0)
  await page.goto(area)
  await page.getByRole('heading', { name: 'My Roles' }).waitFor()
})

test('a suspended organization says so on every page, and the way to another stays', async (t) => {
  const { store } = acme.app.needs
  await store.change(async (tx) => {
    await tx.organizations.addMember(acme.other.id, acme.owner.id, acme.clock.now)
    await tx.organizations.setSuspendedAt(acme.other.id, acme.clock.now)
    return { result: undefined, events: [] }
  })
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(`o/${acme.other.id}/account/my-roles`)
  await page.getByRole('heading', { name: 'Globex is suspended' }).waitFor()
  await assertAccessible(page, 'a suspended organization')
  await page.getByRole('button', { name: 'Organization: Globex' }).click()
  await page.getByRole('menuitemradio', { name: 'Globex (suspended)' }).waitFor()
  await page.getByRole('menuitemradio', { name: /^Acme/ }).click()
  await page.getByRole('heading', { name: 'My Roles' }).waitFor()
})
