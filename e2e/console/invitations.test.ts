/** Invitations and new passwords, in the browser: invite, accept as a new person, sign in; and a link for a new password. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { sessionOf } from '../../server/testing/people.ts'
import { request } from '../../server/testing/requests.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { fillInSignIn, signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const { acme } = opened
const PASSPHRASE = 'a quite different passphrase'
const invitations = `o/${acme.organization.id}/organization/invitations`
/** From the public URL of the link to the address that the browser opens. */
const pathOf = (link: string): string => link.slice(link.lastIndexOf('/') + 1)

for (const colorScheme of ['light', 'dark'] as const) {
  test(`an owner invites somebody, who accepts as a new person and signs in, ${colorScheme}`, async (t) => {
    const owner = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    const email = `ivy.${colorScheme}@acme.example`
    await signIn(owner, 'olivia')
    await owner.goto(invitations)
    await owner.getByRole('button', { name: 'Invite people…' }).click()
    const dialog = owner.getByRole('dialog')
    await dialog.getByLabel('E-mail addresses').fill(`${email}\nno address`)
    await dialog.getByText('Line 2: there is no e-mail address.').waitFor()
    await dialog.getByLabel('E-mail addresses').fill(`Ivy <${email}>; bob.${colorScheme}@acme.example`)
    await dialog.getByText('Line 2').waitFor({ state: 'detached' })
    await dialog.getByRole('checkbox', { name: 'Developer' }).check()
    await dialog.getByRole('searchbox', { name: 'Search roles' }).fill('viewer')
    await dialog.getByRole('checkbox', { name: 'Support user' }).waitFor({ state: 'detached' })
    await dialog.getByRole('checkbox', { name: 'Inventory: Viewer' }).check()
    assert.equal(await dialog.getByRole('checkbox', { name: 'Developer' }).isChecked(), true)
    await dialog.getByText('2 ticked.').waitFor()
    await dialog.getByLabel('Until').fill('2099-01-01T10:00')
    await assertAccessible(owner, 'inviting')
    await dialog.getByRole('button', { name: 'Invite 2' }).click()
    await owner.getByText('The links', { exact: true }).waitFor()
    await assertAccessible(owner, 'invitations')
    const link = (await owner.locator('li', { hasText: email }).locator('code').textContent()) ?? ''
    await owner.getByRole('button', { name: `Withdraw: bob.${colorScheme}@acme.example` }).click()
    await dialog.getByText('stops working at once').waitFor()
    await assertAccessible(owner, 'withdrawing')
    await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await owner
      .getByText(/^Withdrawn/)
      .first()
      .waitFor()

    const invited = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    await invited.goto(pathOf(link))
    await invited.getByRole('heading', { name: 'Join Acme' }).waitFor()
    await assertAccessible(invited, 'an invitation')
    await invited.getByLabel('First name').fill('Ivy')
    await invited.getByLabel('Last name').fill('Example')
    await invited.getByLabel('Password', { exact: true }).fill(PASSPHRASE)
    await invited.getByLabel('Password once more').fill(PASSPHRASE)
    await invited.getByRole('button', { name: 'Accept' }).click()
    await invited.getByRole('heading', { name: 'You are in Acme' }).waitFor()
    await invited.getByRole('link', { name: 'Go on' }).click()
    await invited.getByRole('navigation', { name: 'My Account' }).waitFor()

    const later = await opened.newPage(t, { colorScheme })
    await later.goto(pathOf(link))
    await later.getByText(`by ${email}`).waitFor()
    await later.getByRole('link', { name: 'Sign in' }).click()
    await fillInSignIn(later, email, PASSPHRASE)
    await later.getByRole('navigation', { name: 'My Account' }).waitFor()
  })

  test(`a link for a new password works once and says when, ${colorScheme}`, async (t) => {
    const path = `/api/v1/organizations/${acme.organization.id}/people/${acme.member.id}/password-reset`
    const headers = await sessionOf(acme, acme.owner)
    const { body } = await request(acme, 'POST', path, { headers })
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    await page.goto(pathOf(body.link))
    await page.getByText('Choose a new password for max').waitFor()
    await assertAccessible(page, 'a new password')
    await page.getByLabel('New password', { exact: true }).fill(PASSPHRASE)
    await page.getByLabel('New password once more').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor()
    const again = await opened.newPage(t, { colorScheme })
    await again.goto(pathOf(body.link))
    await again.getByText('It was used on').waitFor()
  })
}
