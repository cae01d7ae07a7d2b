/** Custom roles: an owner defines one by keyboard, gives it, sees who loses what before narrowing and removing it. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { sessionOf } from '../../server/testing/people.ts'
import { generate, request } from '../../server/testing/requests.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const { acme } = opened
const roles = `/api/v1/organizations/${acme.organization.id}/custom-roles`
const asOwner = { headers: await sessionOf(acme, acme.owner) }
const path = (page: string): string => `o/${acme.organization.id}/organization/${page}`

test('an owner defines a role, gives it, and sees who loses what before it is narrowed or removed', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(path('roles'))
  await page.getByText('Services come with roles of their own').waitFor()
  await page.getByRole('link', { name: 'Define the first role' }).click()
  await page.getByRole('button', { name: 'Define', exact: true }).click()
  await page.getByText('Choose at least one permission.').waitFor()
  await page.getByLabel('Display name').fill('Stock and invoices')
  await page.getByLabel('Name', { exact: true }).fill('stock-and-invoices')
  // The tree by keyboard alone.
  await page.getByRole('searchbox', { name: 'Search services and permissions' }).fill('items')
  await page.getByText('3 permissions fit.').waitFor()
  await page.getByRole('searchbox', { name: 'Search services and permissions' }).fill('')
  await page.getByRole('treeitem', { name: /Inventory/ }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByText('2 permissions are chosen.').waitFor()
  await page.getByRole('button', { name: 'Define', exact: true }).click()
  await page.getByRole('heading', { name: 'Stock and invoices', level: 1 }).waitFor()
  await page.getByText('nobody holds it.').waitFor()

  await page.goto(path(`people/${acme.member.id}`))
  await page.getByRole('button', { name: 'Give a role…' }).click()
  await page.getByRole('dialog').getByLabel('Role').selectOption({ label: 'Stock and invoices' })
  await page.getByRole('dialog').getByRole('button', { name: 'Give', exact: true }).click()
  await page.getByText('The role is given.').waitFor()
  await generate(acme, await sessionOf(acme, acme.member), { name: 'Nightly stock' })

  await page.goto(path('roles'))
  await page.getByText('1 custom role.').waitFor()
  await page.getByRole('link', { name: 'Stock and invoices' }).click()
  await page.getByText('one person holds it').waitFor()
  // Its service is open, since something of it is in the role.
  await page.getByRole('treeitem', { name: /Add and change items/ }).press('Space')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('One person loses something').waitFor()
  await dialog.getByText('Nightly stock').waitFor()
  // Another owner is quicker: one is told, and saves on top of it knowingly.
  const services = [{ serviceId: acme.inventory.id, permissions: ['inventory:item.read'] }]
  const theirs = { displayName: 'Stock and invoices', description: 'For auditors', services }
  const edited = await request(acme, 'PUT', `${roles}/stock-and-invoices`, { ...asOwner, body: theirs })
  assert.equal(edited.status, 200)
  await dialog.getByRole('button', { name: 'Save and take away' }).click()
  await page.getByText('Description: now “For auditors”').waitFor()
  await page.getByText('Permissions: removed inventory:item.write').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('1 custom role.').waitFor()

  await page.getByRole('link', { name: 'Stock and invoices' }).click()
  await page.getByRole('button', { name: 'Remove…' }).click()
  await dialog.getByText('One person loses something').waitFor()
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('link', { name: 'Define the first role' }).waitFor()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of roles, at 360 pixels, ${colorScheme}`, async (t) => {
    const name = `reader-${colorScheme}`
    const services = [{ serviceId: acme.inventory.id, permissions: ['inventory:item.read'] }]
    await request(acme, 'POST', roles, {
      ...asOwner,
      body: { name, displayName: `Reader ${colorScheme}`, services },
    })
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    const assertFine = async (what: string): Promise<void> => {
      await assertAccessible(page, what)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      assert.equal(wide, false, `${what} is wider than the screen`)
    }
    await signIn(page, 'olivia')
    await page.goto(path('roles'))
    await page.getByRole('searchbox', { name: 'Search roles' }).fill('auditor')
    await page.getByRole('heading', { name: 'Access log auditor' }).waitFor()
    await assertFine('roles')
    await page.getByRole('link', { name: `Reader ${colorScheme}` }).click()
    await page.getByRole('treeitem', { name: /Inventory/ }).waitFor()
    await assertFine('a custom role')
    await page.getByRole('button', { name: 'Remove…' }).click()
    await page.getByRole('dialog').getByText('Nobody loses anything').waitFor()
    await assertFine('removing it')
  })
}
