/** That people hear of what happens to their account, and who manages members whether mails arrive. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAcme, PASSWORD, type Acme } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { openRelay, refusing } from '../../../testing/relay.ts'
import { generate, request, signIn } from '../../../testing/requests.ts'
import { changePassword } from '../../actions/sessions/change-account.ts'
import { sendMail } from '../../actions/mail/send-mail.ts'
import { signIn as signInFrom } from '../../actions/sessions/sign-in.ts'

const settingsFor = (port: number) => ({
  COUNTERSIGN_SMTP_HOST: '127.0.0.1',
  COUNTERSIGN_SMTP_PORT: String(port),
  COUNTERSIGN_SMTP_SECURITY: 'none',
})
const stateFor = async (acme: Acme, username: string) =>
  request(acme, 'GET', `/api/v1/organizations/${acme.organization.id}/mail`, {
    headers: await signIn(acme, username),
  })
const from = (address: string) => ({ requestId: 'r', address, userAgent: 'Firefox' })

test('a new password, a sign-in from a new device and a new API token are told by mail, once', async (t) => {
  const relay = await openRelay(t)
  const acme = await openAcme(t, { env: settingsFor(relay.port) })
  const { needs } = acme.app
  const who = { username: 'max', password: PASSWORD }
  const { signedIn, deviceMarks } = await signInFrom(needs, from('192.0.2.1'), who)
  await signInFrom(needs, from('192.0.2.1'), who)
  await signInFrom(needs, from('198.51.100.1'), who, { deviceMarks })
  await generate(acme, await signIn(acme, 'max'))
  await changePassword(needs, signedIn, { currentPassword: PASSWORD, newPassword: 'another good passphrase' })
  await sendMail(needs)
  const subjects = relay.received.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1])
  const count = (pattern: RegExp) => subjects.filter((subject) => pattern.test(subject ?? '')).length
  // From 192.0.2.1, and from where the requests of tests come.
  assert.equal(count(/new device/), 2, subjects.join())
  assert.equal(count(/password was changed/), 1)
  assert.equal(count(/API token .* was generated/), 1)
  assert.ok(relay.received.every(({ to }) => to.join() === 'max@acme.example'))
  assert.ok(
    relay.received.every(({ raw }) => !raw.includes('List-Unsubscribe')),
    'they can’t be turned off',
  )
})

test('who manages members sees that an address is refused; a member and a stranger do not', async (t) => {
  const relay = await openRelay(t, {
    onRcptTo: (_address, _session, answer) => answer(refusing(550, '5.1.1 no such person')),
  })
  const acme = await openAcme(t, { env: settingsFor(relay.port) })
  await generate(acme, await signIn(acme, 'max'))
  await sendMail(acme.app.needs)
  const { status, body } = await stateFor(acme, 'olivia')
  assert.equal(status, 200)
  assert.equal(body.isSent, true)
  assert.equal(body.failed, 1)
  assert.equal(body.stoppedAddresses[0].address, 'max@acme.example')
  assert.equal((await stateFor(acme, 'max')).status, 403)
  assert.equal((await stateFor(acme, 'sam')).status, 404)
})

test('without a mail server the state says that mails are not sent', async (t) => {
  const acme = await openAcme(t)
  assert.equal((await stateFor(acme, 'olivia')).body.isSent, false)
})

const inviteIvy = async (acme: Acme) =>
  request(acme, 'POST', `/api/v1/organizations/${acme.organization.id}/invitations`, {
    headers: await signIn(acme, 'olivia'),
    body: { emails: ['Ivy@acme.example'] },
  })

test('an invitation is mailed with its link, again when it is sent again, and no more than five times a day', async (t) => {
  const relay = await openRelay(t)
  const acme = await openAcme(t, { env: settingsFor(relay.port) })
  const mailed: boolean[] = []
  const links: string[] = []
  for (let count = 0; count < 6; count++) {
    const { body } = await inviteIvy(acme)
    mailed.push(body.items[0].invitation.isMailed)
    links.push(body.items[0].link)
    await sendMail(acme.app.needs)
  }
  assert.deepEqual(mailed, [true, true, true, true, true, false])
  const mails = relay.received.filter(({ to }) => to.join() === 'Ivy@acme.example')
  assert.equal(mails.length, 5)
  const text = mails[0]!.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')
  assert.match(text, /^Subject: Olivia Example \(olivia\) invites you to Acme\r$/m)
  assert.ok(links.some((link) => text.includes(link)))
  assert.doesNotMatch(text, /^List-Unsubscribe/m)
})

test('an address that was refused is shown to its person and to who manages members, and either reopens it', async (t) => {
  let isThere = false
  const relay = await openRelay(t, {
    onRcptTo: (_address, _session, answer) =>
      answer(isThere ? undefined : refusing(550, '5.1.1 no such person')),
  })
  const acme = await openAcme(t, { env: settingsFor(relay.port) })
  const [max, olivia, sam] = [
    await signIn(acme, 'max'),
    await signIn(acme, 'olivia'),
    await signIn(acme, 'sam'),
  ]
  const ofMax = `/api/v1/organizations/${acme.organization.id}/people/${acme.member.id}/mail`
  const own = () => request(acme, 'GET', '/api/v1/account/mail', { headers: max })
  assert.deepEqual((await own()).body, {
    ...{ email: 'max@acme.example', isSent: true, reminders: true, stopped: null },
  })
  await sendMail(acme.app.needs)
  assert.match((await own()).body.stopped.said, /no such person/)
  assert.equal(
    (await request(acme, 'GET', ofMax, { headers: olivia })).body.stopped.said,
    (await own()).body.stopped.said,
  )
  for (const [headers, status] of [
    [max, 403],
    [sam, 404],
  ] as const)
    assert.equal((await request(acme, 'DELETE', `${ofMax}/stop`, { headers })).status, status)
  assert.equal((await request(acme, 'DELETE', `${ofMax}/stop`, { headers: olivia })).status, 204)
  assert.equal((await own()).body.stopped, null)
  await generate(acme, max)
  await sendMail(acme.app.needs)
  assert.ok((await own()).body.stopped, 'it was refused again')
  isThere = true
  const reopened = await request(acme, 'DELETE', '/api/v1/account/mail/stop', { headers: max })
  assert.equal(reopened.body.stopped, null)
  await generate(acme, max)
  await sendMail(acme.app.needs)
  assert.equal(relay.received.length, 1)
  const events = eventsNamed(acme, 'csp__reopen_address')
  assert.deepEqual(
    events.map(({ user_id, target_id }) => [user_id, target_id]),
    [
      [acme.owner.id, acme.member.id],
      [acme.member.id, acme.member.id],
    ],
  )
})

test('reminders are turned off and on again in the account', async (t) => {
  const acme = await openAcme(t)
  const headers = await signIn(acme, 'max')
  for (const reminders of [false, true]) {
    const { body } = await request(acme, 'PATCH', '/api/v1/account/mail', { headers, body: { reminders } })
    assert.equal(body.reminders, reminders)
    assert.equal((await request(acme, 'GET', '/api/v1/account/mail', { headers })).body.reminders, reminders)
  }
})
