/** Services: registered, read by those who build them, changed with what is lost told before, offered, added, removed. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { addMember } from '../../server/src/actions/people/add-member.ts'
import { PASSWORD } from '../../server/testing/acme.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate } from '../../server/testing/requests.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const { acme } = opened
const services = (organization = acme.organization): string => `o/${organization.id}/organization/services`
const inventory = `${services()}/${acme.inventory.id}`
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const dialog = (page: Page) => page.getByRole('dialog')
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const tokenField = (page: Page) => page.getByRole('textbox', { name: 'Access token' })

async function accessToken(name: string): Promise<string> {
  const { value } = await generate(acme, await sessionOf(acme, acme.member), { name })
  return String((await exchange(acme, value)).body.access_token)
}

test('an owner registers a service, and what is wrong stands beside its field', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(services())
  await page.getByRole('link', { name: 'Register a service' }).click()
  await heading(page, 'Register a service')
  await page.getByLabel('Display name').fill('Wiki')
  await page.getByLabel('Name', { exact: true }).fill('Wiki!')
  // By keyboard alone: the focus is in the row that was added.
  await button(page, 'Add a permission').press('Enter')
  await page.keyboard.type('page.read')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Read pages')
  await button(page, 'Add a role').press('Enter')
  await page.keyboard.type('Reader')
  await page.keyboard.press('Tab')
  await page.keyboard.type('page.read')
  await page.getByRole('checkbox', { name: 'Read pages' }).check()
  await button(page, 'Register').click()
  await page.getByText('Begin with a small letter; then small letters, digits and hyphens.').waitFor()
  await page.getByText('Roles and permissions share names.').waitFor()
  await page.getByRole('textbox', { name: 'Name', exact: true }).last().fill('reader')
  await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill('billing')
  await button(page, 'Register').click()
  await page.getByText('has a service named billing already').waitFor()
  await page.getByRole('link', { name: 'Services' }).last().click()
  await dialog(page).getByRole('button', { name: 'Stay here' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill('wiki')
  await button(page, 'Register').click()
  await heading(page, 'Wiki')
  await page.getByText('wiki:reader').waitFor()
})

test('a pasted definition fills the form in, and one that is none says why', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(`${services()}/new`)
  await page.getByText('Paste a definition in JSON instead').click()
  await page.getByLabel('Definition').fill('{"name": "maps"')
  await button(page, 'Fill in the form').click()
  await page.getByText('This is no JSON').waitFor()
  const permission = { name: 'maps:tile.read', description: 'See tiles' }
  const role = { name: 'maps:viewer', displayName: 'Viewer', permissions: [permission.name] }
  const maps = { name: 'maps', displayName: 'Maps', permissions: [permission], roles: [role] }
  await page.getByLabel('Definition').fill(JSON.stringify([maps]))
  await button(page, 'Fill in the form').click()
  await page.getByText('The form is filled in.').waitFor()
  await button(page, 'Register').click()
  await heading(page, 'Maps')
})

test('a service’s page tells its id and an example with it, and tries a token without sending it anywhere', async (t) => {
  const page = await opened.newPage(t)
  const token = await accessToken('Tried')
  const requests: string[] = []
  await signIn(page, 'max')
  await page.goto(inventory)
  await heading(page, 'Inventory')
  assert.equal(await button(page, 'Remove…').count(), 0)
  assert.equal(await page.getByRole('link', { name: 'Edit…' }).count(), 0)
  await page.getByLabel('the settings').getByText(`AUDIENCE=${acme.inventory.id}`).waitFor()
  await page.getByLabel('Language and framework').selectOption({ label: 'Python: PyJWT and FastAPI' })
  await page.getByText('To run it').click()
  await page.getByText(`AUDIENCE=${acme.inventory.id} uvicorn`).waitFor()
  page.on('request', (request) => {
    const headers = JSON.stringify(request.headers())
    requests.push(`${request.method()} ${request.url()} ${headers} ${request.postData() ?? ''}`)
  })
  await tokenField(page).fill(`Bearer ${token}`)
  await button(page, 'Check').click()
  await page.getByText('This service accepts it').waitFor()
  await page.getByText('Good: Signed with a published key.').waitFor()
  await page.getByText('What it may do, by name (scope)').waitFor()
  assert.equal(requests.length, 1, requests.join('\n'))
  assert.match(requests[0]!, /^GET \S+\/oauth2\/jwks /)
  const [header = '', claims = '', signature = ''] = token.split('.')
  for (const part of [header, claims, signature.slice(0, 20)]) assert.ok(!requests[0]!.includes(part))
  assert.ok(!requests[0]!.includes('cookie'))
  await tokenField(page).fill(`${header}.${claims}.${'A'.repeat(signature.length)}`)
  assert.equal(await page.getByText('This service accepts it').count(), 0)
  await button(page, 'Check').click()
  await page.getByText('This service refuses it: Signature').waitFor()
})

test('a feed token is made and seen once, tells whether anybody listens, and is ended', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(inventory)
  await page.getByText('Nobody listens: there is no feed token yet.').waitFor()
  await button(page, 'Make a feed token…').click()
  await dialog(page).getByRole('button', { name: 'Make', exact: true }).click()
  await dialog(page).getByText('Say where it is used').waitFor()
  await dialog(page).getByLabel('Where it is used').fill('Warehouse')
  await dialog(page).getByRole('button', { name: 'Make', exact: true }).click()
  const value = String(await dialog(page).getByTestId('value').textContent())
  assert.match(value, /^csnf[0-9A-Za-z]{61}$/)
  await assertAccessible(page, 'the feed token')
  await dialog(page).getByRole('button', { name: 'Copy' }).click()
  await dialog(page).getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Nobody has listened with it').waitFor()
  assert.ok(!(await page.content()).includes(value))
  await button(page, 'End: Warehouse').click()
  await dialog(page).getByRole('button', { name: 'End it' }).click()
  await page.getByText('Nobody listens: there is no feed token yet.').waitFor()
})

test('what a change takes away is told before it is made, and made when it is confirmed', async (t) => {
  await accessToken('Nightly import')
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(`${inventory}/edit`)
  await button(page, 'Retire the role Viewer').click()
  await button(page, 'Save').click()
  await dialog(page).getByText('inventory:viewer').first().waitFor()
  await dialog(page).getByText('max').first().waitFor()
  await dialog(page).getByText('Nightly import').waitFor()
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  // A second one who changed it meanwhile is not undone.
  const { store } = acme.app.needs
  const before = (await store.services.find(acme.organization.id, acme.inventory.id))!
  const redefine = (displayName: string) =>
    store.change(async (tx) => {
      await tx.services.redefine({ ...before, displayName }, acme.clock.now)
      return { result: undefined, events: [] }
    })
  await redefine('Stock')
  await button(page, 'Save').click()
  await dialog(page).getByRole('button', { name: 'Save and take away' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  await page.getByText('Display name: now “Stock”').waitFor()
  await assertAccessible(page, 'somebody else was quicker')
  await button(page, 'Begin again from theirs').click()
  assert.equal(await page.getByLabel('Display name', { exact: true }).first().inputValue(), 'Stock')
  await redefine(before.displayName)
  await button(page, 'Retire the role Viewer').click()
  await button(page, 'Save').click()
  await dialog(page).getByRole('button', { name: 'Save and take away' }).click()
  await page.getByText('Display name: now “Inventory”').waitFor()
  // Kept, knowingly.
  await page.getByLabel('Display name', { exact: true }).first().fill('Inventory')
  await button(page, 'Save').click()
  await dialog(page).getByRole('button', { name: 'Save and take away' }).click()
  await heading(page, 'Inventory')
  await page.getByText('1 role', { exact: true }).waitFor()
})

test('a service is offered to a pasted list, added by the other organization, and withdrawn with its losses told', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  await page.goto(`${inventory}/offers`)
  await page.getByRole('radio', { name: 'Named organizations' }).check()
  const ids = page.getByLabel('Ids of organizations')
  await ids.fill(`${acme.other.id}, and that one`)
  await button(page, 'Save').click()
  await page.getByText('is no id of an organization').waitFor()
  await ids.fill(acme.inventory.id)
  await button(page, 'Save').click()
  await page.getByText(`There is no organization ${acme.inventory.id}.`).waitFor()
  await ids.fill(`${acme.other.id} ${acme.organization.id}`)
  await page.getByText(`Acme: ${acme.organization.id}`).waitFor()
  assert.equal(await page.getByText('Globex').count(), 0, 'one that one does not belong to')
  await ids.fill(`["${acme.other.id}", "${acme.other.id}"]`)
  await button(page, 'Save').click()
  await heading(page, 'Inventory')

  const theirs = await opened.newPage(t)
  await signIn(theirs, 'sam')
  await theirs.goto(services(acme.other))
  await theirs.getByRole('link', { name: 'Add one that others offer' }).click()
  await button(theirs, 'Add Inventory').click()
  await theirs.getByText('Inventory is added.').waitFor()
  await theirs.getByRole('link', { name: 'Services' }).last().click()
  await theirs.getByText('Added, from Acme').waitFor()
  await theirs.getByRole('link', { name: 'Inventory' }).click()
  await theirs.getByText('Another organization provides it.').waitFor()
  assert.equal(await theirs.getByRole('link', { name: 'Offer to others…' }).count(), 0)
  await button(theirs, 'Remove…').click()
  await dialog(theirs).getByText('Nobody loses anything').waitFor()
  await theirs.keyboard.press('Escape')

  await page.getByRole('link', { name: 'Offer to others…' }).click()
  await page.getByRole('radio', { name: 'Nobody' }).check()
  await button(page, 'Save').click()
  await dialog(page).getByText('One organization that added it loses it').waitFor()
  await dialog(page).getByRole('button', { name: 'Save and withdraw' }).click()
  await heading(page, 'Inventory')
  await theirs.reload()
  await theirs.getByText('This is not there, or not there any more').waitFor()
})

test('who manages services and is no owner is shown what they can do and no more', async (t) => {
  const { needs } = acme.app
  const admin = await addMember(needs, acme.organization.id, {
    ...{ username: 'ada', email: 'ada@acme.example', firstName: 'Ada', lastName: 'Example' },
    password: PASSWORD,
  })
  await acme.give(admin, 'org_admin')
  const page = await opened.newPage(t)
  await signIn(page, 'ada')
  await page.goto(inventory)
  await page.getByRole('link', { name: 'Edit…' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'Offer to others…' }).count(), 0)
  await page.goto(`${inventory}/offers`)
  await page.getByText('Only an organization owner can offer its services to others.').waitFor()
  await page.goto(`${services()}/${acme.billing.id}/edit`)
  await page.getByText('unless you hold it for good').waitFor()
  await button(page, 'Add a permission').click()
  await page.keyboard.type('invoice.void')
  await button(page, /^Clerk/).click()
  await button(page, 'Tick all').click()
  await button(page, 'Save').click()
  await page.getByText('Only an organization owner can put billing:invoice.void into billing:clerk').waitFor()
  await page.getByRole('link', { name: 'Services' }).click()
  await dialog(page).getByRole('button', { name: 'Leave without saving' }).click()
  await page.getByRole('link', { name: 'Billing' }).click()
  await button(page, 'Remove…').click()
  await dialog(page).getByRole('button', { name: 'Remove', exact: true }).click()
  await heading(page, 'Services')
  await page.getByRole('link', { name: 'Billing' }).waitFor({ state: 'detached' })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of services, also at 360 pixels, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    const look = async (what: string): Promise<void> => {
      await assertAccessible(page, what)
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      assert.equal(isWide, false, `${what} is wider than the screen`)
    }
    await signIn(page, 'olivia')
    await page.goto(services())
    await page.getByRole('table').waitFor()
    await look('services')
    await page.getByRole('searchbox').fill('nothing like it')
    await page.getByText('No service fits.').waitFor()
    await page.goto(`${services()}/catalogue`)
    await page.getByText('Nobody offers a service').waitFor()
    await look('the catalogue')
    await page.goto(inventory)
    await page.getByText('server.ts').click()
    await tokenField(page).fill(await accessToken(`Looked at in ${colorScheme}`))
    await button(page, 'Check').click()
    await page.getByRole('heading', { name: 'Claims' }).waitFor()
    await look('a service')
    await button(page, 'Remove…').click()
    await dialog(page).getByText('lose').first().waitFor()
    await look('removing')
    await page.goto(`${inventory}/edit`)
    await button(page, /^Administrator/).click()
    await page.getByRole('checkbox', { name: 'Delete items' }).uncheck()
    await look('editing')
    await button(page, 'Save').click()
    await dialog(page).getByText('Roles that permit less').waitFor()
    await look('what a change takes')
    await page.goto(`${inventory}/offers`)
    await page.getByRole('radio', { name: 'Named organizations' }).check()
    await look('offers')
  })
}
