/** A forgotten password by mail: who gets one, how many, and that nobody else learns anything. On both engines. */
import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { openAcme, PASSWORD, type Acme } from '../../../testing/acme.ts'
import { openRelay } from '../../../testing/relay.ts'
import { request, signIn } from '../../../testing/requests.ts'
import { sendMail } from '../../actions/mail/send-mail.ts'
import { makePasswordResetAtTheMachine } from '../../actions/password-resets/make-password-reset.ts'
import { answerPasswordResetAsks } from '../../actions/password-resets/ask-for-password-reset.ts'
import { DAY_MS, MINUTE_MS } from '../../domain/instant.ts'

const NEW_PASSWORD = 'another quite long passphrase'

const ask = (acme: Acme, account: string) =>
  request(acme, 'POST', '/api/v1/password-resets', { body: { account } })
const use = (acme: Acme, code: string) =>
  request(acme, 'POST', '/api/v1/password-resets/use', { body: { code, password: NEW_PASSWORD } })

for (const engine of ['sqlite', 'postgres'] as const)
  suite(`a forgotten password on ${engine}`, () => {
    const open = async (t: TestContext) => {
      const relay = await openRelay(t)
      const env = {
        COUNTERSIGN_SMTP_HOST: '127.0.0.1',
        COUNTERSIGN_SMTP_PORT: String(relay.port),
        COUNTERSIGN_SMTP_SECURITY: 'none',
        COUNTERSIGN_SIGNING_ALGORITHM: 'ES256',
      }
      const acme = await openAcme(t, { engine, env })
      const { needs } = acme.app
      /** Of the mails since the last time, the codes of their links. */
      const codes = async (): Promise<string[]> => {
        await answerPasswordResetAsks(needs)
        await sendMail(needs)
        return relay.received
          .splice(0)
          .flatMap(
            ({ raw }) =>
              raw
                .replaceAll('=\r\n', '')
                .replaceAll('=3D', '=')
                .match(/code=csni\w{61}/)?.[0] ?? [],
          )
          .map((found) => found.slice('code='.length))
      }
      return { acme, relay, codes }
    }

    test('is chosen anew by the link in a mail, once, and told of by another mail', async (t) => {
      const { acme, relay, codes } = await open(t)
      assert.equal((await ask(acme, 'MAX')).status, 204)
      const [code, ...more] = await codes()
      assert.deepEqual(more, [])
      assert.equal((await use(acme, code!)).status, 204)
      assert.equal((await use(acme, code!)).body.code, 'link_over')
      await signIn(acme, 'max', NEW_PASSWORD)
      await sendMail(acme.app.needs)
      const subjects = relay.received.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)![1])
      assert.ok(subjects.includes('Your password was changed'), subjects.join())
    })

    test('answers the same for the e-mail, for an unknown account and for a deactivated one; only one gets a mail', async (t) => {
      const { acme, codes } = await open(t)
      await acme.app.needs.store.change(async (tx) => {
        await tx.users.setDeactivatedAt(acme.stranger.id, 1)
        return { result: undefined, events: [] }
      })
      const answers = []
      for (const account of ['max@acme.example', 'nobody', 'sam', `csni${'a'.repeat(61)}`]) {
        const { status, text, headers } = await ask(acme, account)
        answers.push({ status, text, names: Object.keys(headers).join() })
      }
      for (const answer of answers) assert.deepEqual(answer, answers[0])
      assert.equal((await codes()).length, 1)
    })

    test('fills nobody’s mailbox, and ends no link that an owner made', async (t) => {
      const { acme, codes } = await open(t)
      const { needs } = acme.app
      const origin = { requestId: 'r', address: '', userAgent: 'countersign' }
      const { code } = await makePasswordResetAtTheMachine(needs, origin, 'max')
      for (let count = 0; count < 20; count++) await ask(acme, 'max')
      const refused = await ask(acme, 'olivia')
      assert.deepEqual([refused.status, refused.body.code], [429, 'too_many_attempts'])
      const mailed = await codes()
      assert.equal(mailed.length, 5)
      acme.clock.now += 11 * MINUTE_MS
      await ask(acme, 'max')
      assert.deepEqual(await codes(), [])
      assert.equal((await use(acme, code.reveal())).status, 204)
      assert.equal((await use(acme, mailed[0]!)).status, 400, 'another was used')
      acme.clock.now += DAY_MS
      await ask(acme, 'max')
      assert.equal((await codes()).length, 1)
    })

    test('asked for is answered by one of two processes, and not before the answer', async (t) => {
      const { acme, codes } = await open(t)
      await ask(acme, 'max')
      const { needs } = acme.app
      assert.equal((await needs.store.mail.counts(null, 1)).waiting, 0)
      await Promise.all([answerPasswordResetAsks(needs), answerPasswordResetAsks(needs)])
      assert.equal((await codes()).length, 1)
      await signIn(acme, 'max', PASSWORD)
    })
  })
