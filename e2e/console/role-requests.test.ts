/** Asking for a role under My Roles, deciding it by its link, and giving it back. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const { acme } = opened
const myRoles = `o/${acme.organization.id}/account/my-roles`
const requests = `o/${acme.organization.id}/organization/requests`

async function ask(page: Page, role: string, why: string): Promise<void> {
  await page.goto(myRoles)
  await page.getByRole('button', { name: 'Ask for a role…' }).click()
  const asking = page.getByRole('dialog')
  await asking.getByRole('button', { name: 'Ask', exact: true }).click()
  await asking.getByText('Choose a role.').waitFor()
  await asking.getByRole('searchbox', { name: 'Search roles' }).fill(role)
  await asking.getByRole('radio', { name: 'Organization administrator' }).waitFor({ state: 'detached' })
  await asking.getByRole('radio', { name: role }).check()
  await asking.getByLabel('Number of units').fill('2')
  await asking.getByLabel('Unit').last().selectOption('weeks')
  await asking.getByLabel('Why').fill(why)
  await asking.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByText(/^You asked for/).waitFor()
}

test('a member asks, an owner approves a shorter time by the link, and the member gives it back', async (t) => {
  const [max, olivia] = [await opened.newPage(t), await opened.newPage(t)]
  await signIn(max, 'max')
  await ask(max, 'Developer', 'To build the import')
  await max.getByRole('link', { name: 'Developer' }).click()
  await max.getByRole('heading', { name: 'Developer', level: 1 }).waitFor()
  assert.equal(await max.getByRole('button', { name: 'Approve…' }).count(), 0)
  const link = max.url()

  await signIn(olivia, 'olivia')
  await olivia.goto(requests)
  await olivia.getByRole('link', { name: 'Developer' }).click()
  await olivia.waitForURL(link)
  await olivia.getByText('To build the import').waitFor()
  await olivia.getByRole('button', { name: 'Approve…' }).click()
  const approving = olivia.getByRole('dialog')
  await approving.getByLabel('Unit').last().selectOption('months')
  await approving.getByRole('button', { name: 'Approve', exact: true }).click()
  await approving.getByText('At most as long as was asked: for 2 weeks.').waitFor()
  await approving.getByLabel('Unit').last().selectOption('days')
  await approving.getByRole('button', { name: 'Approve', exact: true }).click()
  await olivia.getByText('Granted. It is held from now on.').waitFor()

  await max.reload()
  await max.getByText(/Held until/).waitFor()
  await max.getByRole('button', { name: 'Give back…' }).click()
  await max.getByRole('dialog').getByRole('button', { name: 'Give back', exact: true }).click()
  await max.getByText('The role is given back.').waitFor()
})

test('a refusal has a reason, and for anybody else there is no such request', async (t) => {
  const [max, olivia] = [await opened.newPage(t), await opened.newPage(t)]
  await signIn(max, 'max')
  await ask(max, 'Support user', 'To help\nat the desk')
  await max.getByRole('link', { name: 'Support user' }).click()
  await max.getByText('To help at the desk').waitFor()
  await signIn(olivia, 'olivia')
  await olivia.goto(max.url())
  await olivia.getByRole('button', { name: 'Refuse…' }).click()
  const refusing = olivia.getByRole('dialog')
  await refusing.getByRole('button', { name: 'Refuse', exact: true }).click()
  await refusing.getByLabel('Why not').fill('Ask in June')
  await refusing.getByRole('button', { name: 'Refuse', exact: true }).click()
  await olivia.getByText('Refused. Whoever asked is told.').waitFor()
  await max.reload()
  await max.getByText('Ask in June').waitFor()
  await olivia.goto(max.url().replace(/[0-9a-f]{12}$/, '000000000000'))
  await olivia.getByText('This is not there, or not there any more').waitFor()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing where roles are asked for and decided, also at 360 pixels, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    const fits = async (what: string): Promise<void> => {
      await assertAccessible(page, what)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      assert.equal(wide, false, `${what} is wider than the screen`)
    }
    await signIn(page, 'max', '')
    await page.goto(myRoles)
    await page.getByRole('button', { name: 'Ask for a role…' }).click()
    await page.getByRole('dialog').getByRole('radio', { name: 'Developer' }).waitFor()
    await fits('asking for a role')
    await page.keyboard.press('Escape')
    await ask(page, colorScheme === 'dark' ? 'Billing reader' : 'Software installer', 'To see')
    await fits('My Roles')
    await page.context().clearCookies()
    await signIn(page, 'olivia', '')
    await page.goto(requests)
    await page
      .getByRole('link', { name: /Billing reader|Software installer/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Approve…' }).waitFor()
    await fits('a request')
    await page.getByRole('button', { name: 'Approve…' }).click()
    await page.getByRole('dialog').getByLabel('Number of units').waitFor()
    await fits('approving')
    await page.goto(requests)
    await page
      .getByRole('link', { name: /Billing reader|Software installer/ })
      .first()
      .waitFor()
    await fits('requests')
  })
