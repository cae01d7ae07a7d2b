/** Mails, in the browser: a forgotten password, reminders that are turned off and on, an address that was refused. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { openRelay, refusing } from '../../server/testing/relay.ts'
import { sendMail } from '../../server/src/actions/mail/send-mail.ts'
import { answerPasswordResetAsks } from '../../server/src/actions/password-resets/ask-for-password-reset.ts'
import { unsubscribeUrl } from '../../server/src/actions/reminders/unsubscribe.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const PASSPHRASE = 'a quite different passphrase'
const NARROW = { width: 360, height: 740 }

let isRefusing = false
const relay = await openRelay(
  { after },
  {
    onRcptTo: (_address, _session, answer) =>
      answer(isRefusing ? refusing(550, '5.1.1 no such person') : undefined),
  },
)
const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser, {
  env: {
    COUNTERSIGN_SMTP_HOST: '127.0.0.1',
    COUNTERSIGN_SMTP_PORT: String(relay.port),
    COUNTERSIGN_SMTP_SECURITY: 'none',
  },
})
const { acme, url } = opened
const { needs } = acme.app

/** What is in a mail whose subject is so. */
async function mailed(subject: RegExp): Promise<string> {
  await sendMail(needs)
  const texts = relay.received.splice(0).map(({ raw }) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='))
  const found = texts.find((text) => subject.test(/^Subject: (.*)\r$/m.exec(text)![1]!))
  assert.ok(found, `no mail ${subject}`)
  return found
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a forgotten password is chosen anew by a link in a mail, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: NARROW })
    await page.goto('sign-in')
    await page.getByRole('link', { name: 'Forgotten password?' }).click()
    await page.getByRole('heading', { name: 'Forgotten password' }).waitFor()
    await assertAccessible(page, 'a forgotten password')
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await page.getByText('Enter your user name or your e-mail address.').waitFor()
    await page.getByLabel('User name or e-mail').fill('max@acme.example')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor()
    await assertAccessible(page, 'a link on its way')
    await answerPasswordResetAsks(needs)
    const [link] = /http\S+reset-password#code=csni\w{61}/.exec(await mailed(/Choose a new password/))!
    await page.goto(link.slice(url.length + 1))
    await page.getByLabel('New password', { exact: true }).fill(PASSPHRASE)
    await page.getByLabel('New password once more').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor()
    await mailed(/Your password was changed/)
  })

  test(`an invitation is mailed, and its link is shown when it is asked for, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: NARROW })
    await signIn(page, 'olivia')
    await page.goto(`o/${acme.organization.id}/organization/invitations`)
    await page.getByRole('button', { name: 'Invite people…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail addresses').fill(`ivy.${colorScheme}@acme.example`)
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByText('Sent by mail').waitFor()
    await assertAccessible(page, 'an invitation that was mailed')
    assert.equal(await page.getByRole('button', { name: 'Copy the link' }).count(), 0)
    await page.getByRole('button', { name: 'Show the link' }).click()
    await page.getByRole('button', { name: 'Copy the link' }).waitFor()
    await mailed(/Olivia Example \(olivia\) invites you to Acme/)
  })

  test(`reminders are turned off by the link in a mail and on again in the account, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: NARROW })
    await page.goto(unsubscribeUrl(needs, acme.owner.id).slice(url.length + 1))
    await page.getByRole('heading', { name: 'Turn reminders off?' }).waitFor()
    await assertAccessible(page, 'turning reminders off')
    await page.getByRole('button', { name: 'Turn reminders off' }).click()
    await page.getByRole('heading', { name: 'Reminders are off' }).waitFor()
    await assertAccessible(page, 'reminders that are off')
    await signIn(page, 'olivia')
    await page.goto(`o/${acme.organization.id}/account/profile`)
    const wanted = page.getByRole('switch', { name: 'Remind me of what ends' })
    await wanted.waitFor()
    assert.equal(await wanted.isChecked(), false)
    await wanted.click()
    await page.getByRole('switch', { name: 'Remind me of what ends', checked: true }).waitFor()
    await page.reload()
    await wanted.waitFor()
    assert.equal(await wanted.isChecked(), true)
  })

  test(`an address that was refused is told of where it matters, and reopened, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: NARROW })
    await page.goto('forgot-password')
    await page.getByLabel('User name or e-mail').fill('olivia')
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor()
    isRefusing = true
    await answerPasswordResetAsks(needs)
    await sendMail(needs)
    isRefusing = false
    await signIn(page, 'olivia')
    await page.goto(`o/${acme.organization.id}/organization/settings`)
    await page.getByText('Addresses that the mail server refused').waitFor()
    await assertAccessible(page, 'the state of mails')
    await page.goto(`o/${acme.organization.id}/organization/people/${acme.owner.id}`)
    await page.getByText('No mails are sent to this address').waitFor()
    await assertAccessible(page, 'a person whose address was refused')
    await page.goto(`o/${acme.organization.id}/account/profile`)
    await page.getByText('No mails are sent to this address').waitFor()
    await assertAccessible(page, 'one’s own address that was refused')
    await page.getByRole('button', { name: 'Send mails to it again' }).click()
    await page.getByText('No mails are sent to this address').waitFor({ state: 'detached' })
  })
}

test('without a mail server the pages say that mails are not sent', async (t) => {
  const without = await openAcmeInBrowser(t, browser)
  const page = await without.newPage(t)
  await page.goto('forgot-password')
  await page.getByText('This installation sends no mails').waitFor()
  await signIn(page, 'olivia')
  await page.goto(`o/${without.acme.organization.id}/organization/settings`)
  await page.getByText('Mails are not sent').waitFor()
  await page.goto(`o/${without.acme.organization.id}/account/profile`)
  await page.getByText('This installation sends no mails').waitFor()
})
