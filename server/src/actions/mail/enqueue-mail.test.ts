/** That a mail rests sealed, and that what others chose can't make it another one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { invitationMail } from '../../domain/mail/account-mails.ts'
import { enqueueMail, sealedMail } from './enqueue-mail.ts'

const publicUrl = 'https://tokens.example.com'
const invitation = (inviter: string, link = `${publicUrl}/i/secret`) =>
  invitationMail({ publicUrl, link, organization: 'Acme', inviter, endsAt: 0 })

test('an invitation rests sealed in the outbox, and opens to what was written', async (t) => {
  const { needs } = (await openAcme(t)).app
  const mail = invitation('Max')
  await needs.store.change(async (tx) => {
    await enqueueMail(needs, tx, { kind: 'invitation', to: 'a@acme.example', organizationId: null, mail })
    return { result: undefined, events: [] }
  })
  const at = needs.now()
  const [taken] = await needs.store.mailQueue.take({ holder: 'a', at, until: at + 1, limit: 1 })
  assert.ok(!Buffer.from(taken!.sealed).includes('secret'))
  assert.deepEqual(JSON.parse(needs.sealing.open(taken!.sealed, sealedMail(taken!.id)).toString()), mail)
})

test('a name can neither add a header nor HTML, and a link leads only to the public URL', () => {
  const { subject, html } = invitation('Max\r\nBcc: <b>x')
  assert.equal(subject, 'Max Bcc: <b>x invites you to Acme')
  assert.ok(!html.includes('<b>x'))
  assert.throws(() => invitation('Max', 'https://tokens.example.com.evil.example/'), /only to the public URL/)
})
