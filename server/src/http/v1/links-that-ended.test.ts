/** A mail that waits does not go out when its link has ended meanwhile; what goes out has the link that works. On both engines. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { sessionOf } from '../../../testing/people.ts'
import { openRelay } from '../../../testing/relay.ts'
import { request } from '../../../testing/requests.ts'
import { sendMail } from '../../actions/mail/send-mail.ts'
import { answerPasswordResetAsks } from '../../actions/password-resets/ask-for-password-reset.ts'

/** The codes of the links in a mail as it is on the wire. */
const codesIn = (raw: string): string[] =>
  raw
    .replaceAll('=\r\n', '')
    .replaceAll('=3D', '=')
    .match(/code=csni\w{61}/g) ?? []
const codeOf = (link: string): string => link.slice(link.indexOf('code='))

for (const engine of ['sqlite', 'postgres'] as const)
  void suite(`mails of links on ${engine}`, async () => {
    const relay = await openRelay({ after })
    const env = {
      COUNTERSIGN_SMTP_HOST: '127.0.0.1',
      COUNTERSIGN_SMTP_PORT: String(relay.port),
      COUNTERSIGN_SMTP_SECURITY: 'none',
    }
    const acme = await openAcme({ after }, { engine, env })
    const { needs } = acme.app
    await acme.give(acme.owner, 'platform_operator')
    const headers = await sessionOf(acme, acme.owner)
    const base = `/api/v1/organizations/${acme.organization.id}`
    const post = (path: string, body?: Record<string, unknown>) =>
      request(acme, 'POST', path, { headers, ...(body && { body }) })
    const invite = async (email: string) => {
      const { status, body, text } = await post(`${base}/invitations`, { emails: [email] })
      assert.equal(status, 201, text)
      return { id: body.items[0].invitation.id as string, code: codeOf(body.items[0].link) }
    }
    /** What was mailed since the last time: to whom, with which codes. */
    const mailed = async () => {
      await sendMail(needs)
      return relay.received.splice(0).map(({ to, raw }) => ({ to: to.join(), codes: new Set(codesIn(raw)) }))
    }
    const isNothingSealed = async () =>
      (await needs.store.mail.counts(null, 1)).waiting === 0 &&
      (await needs.store.mail.counts(null, 1)).failed === 0

    test('an invitation that is withdrawn is not mailed', async () => {
      const { id } = await invite('ivy@acme.example')
      assert.equal((await request(acme, 'DELETE', `${base}/invitations/${id}`, { headers })).status, 200)
      assert.ok(await isNothingSealed())
      assert.deepEqual(await mailed(), [])
    })

    test('an invitation that is sent again is mailed once, with the link that works', async () => {
      const { id } = await invite('ian@acme.example')
      const { body } = await post(`${base}/invitations/${id}/link`)
      assert.deepEqual(await mailed(), [{ to: 'ian@acme.example', codes: new Set([codeOf(body.link)]) }])
      const { code } = await invite('ian@acme.example')
      const again = await invite('ian@acme.example')
      assert.notEqual(code, again.code)
      assert.deepEqual(await mailed(), [{ to: 'ian@acme.example', codes: new Set([again.code]) }])
    })

    test('an invitation that was accepted by the link that was handed over is not mailed any more', async () => {
      const { code } = await invite('ida@acme.example')
      const accepted = await request(acme, 'POST', '/api/v1/invitations/acceptance', {
        body: {
          ...{ code: code.slice('code='.length), firstName: 'Ida', lastName: 'Example' },
          password: PASSWORD,
        },
      })
      assert.equal(accepted.status, 201, accepted.text)
      assert.deepEqual(
        (await mailed()).filter(({ codes }) => codes.size > 0),
        [],
      )
    })

    test('a first owner is invited by mail, and only by the last link', async () => {
      const organizations = `${base}/organizations`
      const made = await post(organizations, { displayName: 'Tyrell', ownerEmail: 'eldon@tyrell.example' })
      assert.equal(made.body.invitedOwner.isMailed, true)
      assert.deepEqual(await mailed(), [
        { to: 'eldon@tyrell.example', codes: new Set([codeOf(made.body.ownerLink)]) },
      ])
      const path = `${organizations}/${made.body.id}/owner-invitation`
      await post(path, { email: 'eldon@tyrell.example' })
      const other = await post(path, { email: 'rachael@tyrell.example' })
      assert.equal(other.body.isMailed, true)
      assert.deepEqual(await mailed(), [
        { to: 'rachael@tyrell.example', codes: new Set([codeOf(other.body.link)]) },
      ])
    })

    test('a link for a new password is not mailed when an owner made another, or one was used', async () => {
      const ask = async (): Promise<void> => {
        await request(acme, 'POST', '/api/v1/password-resets', { body: { account: 'max' } })
        await answerPasswordResetAsks(needs)
      }
      await ask()
      const link = await post(`${base}/people/${acme.member.id}/password-reset`)
      assert.equal(link.status, 201, link.text)
      assert.deepEqual(await mailed(), [])
      await ask()
      const code = codeOf(link.body.link).slice('code='.length)
      const used = await request(acme, 'POST', '/api/v1/password-resets/use', {
        body: { code, password: 'another quite long passphrase' },
      })
      assert.equal(used.status, 204, used.text)
      const rest = await mailed()
      assert.deepEqual(
        rest.map(({ codes }) => codes.size),
        [0],
        'only that it was changed',
      )
    })
  })

test('without a mail server an invitation is handed over, and is a file in the outbox as a new password is', async (t) => {
  const acme = await openAcme(t)
  const { needs } = acme.app
  const headers = await sessionOf(acme, acme.owner)
  const { body } = await request(acme, 'POST', `/api/v1/organizations/${acme.organization.id}/invitations`, {
    ...{ headers, body: { emails: ['ivy@acme.example'] } },
  })
  assert.equal(body.items[0].invitation.isMailed, false)
  await request(acme, 'POST', '/api/v1/password-resets', { body: { account: 'max' } })
  await answerPasswordResetAsks(needs)
  await sendMail(needs)
  const folder = join(acme.dataDir, 'outbox')
  const mails = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  const to = mails.map((mail) => /^To: (.*)\r$/m.exec(mail)?.[1])
  assert.deepEqual(to.toSorted(), ['ivy@acme.example', 'max@acme.example'])
  assert.ok(mails.some((mail) => codesIn(mail).includes(codeOf(body.items[0].link))))
})
