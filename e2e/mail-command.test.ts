/** `countersign mail` against real mail servers: what it prints, and that each trouble is told with what to look at. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openAcme } from '../server/testing/acme.ts'
import { makeCertificate } from '../server/testing/certificate.ts'
import { freePort } from '../server/testing/free-port.ts'
import { openRelay, refusing } from '../server/testing/relay.ts'
import { generate, signIn } from '../server/testing/requests.ts'
import { sendMail } from '../server/src/actions/mail/send-mail.ts'

const CLI = fileURLToPath(new URL('../cli/src/countersign.ts', import.meta.url))

type SMTPServerOptions = NonNullable<Parameters<typeof openRelay>[1]>
type Settings = Readonly<Record<string, string>>
type Ran = { readonly code: number; readonly out: string; readonly errors: string }

function run(words: readonly string[], dataDir: string, settings: Settings = {}): Promise<Ran> {
  const args = ['--conditions=countersign-source', CLI, 'mail', ...words, '--data-dir', dataDir]
  const env = { PATH: process.env['PATH'], COUNTERSIGN_PUBLIC_URL: 'https://tokens.example.com', ...settings }
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, out, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, errors }),
    )
  })
}

const folder = async (t: TestContext): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'countersign-mail-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return path
}
const at = (port: number, more: Settings = {}): Settings => ({
  COUNTERSIGN_SMTP_HOST: '127.0.0.1',
  COUNTERSIGN_SMTP_PORT: String(port),
  COUNTERSIGN_SMTP_SECURITY: 'none',
  ...more,
})
const LOGIN = { COUNTERSIGN_SMTP_USER: 'countersign', COUNTERSIGN_SMTP_PASSWORD: 'not this one' }
const WITH_SIGN_IN: SMTPServerOptions = {
  authOptional: false,
  allowInsecureAuth: true,
  onAuth: (_auth, _session, answer) => answer(refusing(535, '5.7.8 wrong user or password')),
}

type Trouble = {
  readonly server?: SMTPServerOptions
  readonly settings?: Settings
  readonly said: RegExp
  readonly advice: RegExp
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a wrong password': {
    ...{ server: WITH_SIGN_IN, settings: LOGIN },
    ...{ said: /535 5\.7\.8 wrong user or password/, advice: /COUNTERSIGN_SMTP_PASSWORD/ },
  },
  'a sign-in that is left out': {
    ...{ server: WITH_SIGN_IN, said: /530 .*uthentication/, advice: /COUNTERSIGN_SMTP_USER/ },
  },
  'a recipient that is refused': {
    server: {
      onRcptTo: (_address, _session, answer) => answer(refusing(550, '5.1.1 no such person')),
    },
    ...{ said: /550 5\.1\.1 no such person/, advice: /does not take mails for max@acme\.example/ },
  },
  'a sender that is refused': {
    server: {
      onMailFrom: (_address, _session, answer) => answer(refusing(550, '5.7.1 not your domain')),
    },
    ...{ said: /550 5\.7\.1 not your domain/, advice: /COUNTERSIGN_MAIL_FROM/ },
  },
  'a server without STARTTLS': {
    settings: { COUNTERSIGN_SMTP_SECURITY: 'starttls' },
    ...{ said: /127\.0\.0\.1 does not offer STARTTLS/, advice: /COUNTERSIGN_SMTP_SECURITY/ },
  },
  'a server without TLS': {
    settings: { COUNTERSIGN_SMTP_SECURITY: 'tls' },
    ...{ said: /does not speak TLS on port \d+/, advice: /COUNTERSIGN_SMTP_PORT/ },
  },
  'a certificate of nobody': {
    ...{ server: { disabledCommands: [] }, settings: { COUNTERSIGN_SMTP_SECURITY: 'starttls' } },
    ...{ said: /the certificate of 127\.0\.0\.1 is not good/, advice: /NODE_EXTRA_CA_CERTS/ },
  },
  'a host that is not there': {
    settings: { COUNTERSIGN_SMTP_HOST: 'mail.invalid' },
    ...{ said: /no address was found for mail\.invalid/, advice: /COUNTERSIGN_SMTP_HOST/ },
  },
}

suite('countersign mail test', { concurrency: 2 }, () => {
  test('sends a mail at once and prints what the server said', async (t) => {
    const relay = await openRelay(t)
    const { code, out, errors } = await run(['test', 'max@acme.example'], await folder(t), at(relay.port))
    assert.deepEqual([code, errors], [0, ''])
    assert.equal(out, 'The mail server took it for max@acme.example: 250 taken\n')
    assert.match(relay.received[0]!.raw, /^From: countersign@tokens\.example\.com\r$/m)
  })

  for (const [security, secure] of [
    ['starttls', false],
    ['tls', true],
  ] as const)
    test(`sends over TLS, with COUNTERSIGN_SMTP_SECURITY=${security}, to a server whose certificate is trusted`, async (t) => {
      const place = await folder(t)
      const { key, cert } = makeCertificate()
      const authority = join(place, 'authority.pem')
      await writeFile(authority, cert)
      let isEncrypted = false
      const relay = await openRelay(t, {
        ...{ key, cert, secure, authOptional: false, disabledCommands: [] },
        onAuth: ({ password }, session, answer) => {
          isEncrypted = session.secure
          answer(password === 'right' ? null : refusing(535, '5.7.8 no'), { user: 'countersign' })
        },
      })
      const ran = await run(
        ['test', 'max@acme.example'],
        place,
        at(relay.port, {
          ...{ COUNTERSIGN_SMTP_SECURITY: security, NODE_EXTRA_CA_CERTS: authority },
          ...{ COUNTERSIGN_SMTP_USER: 'countersign', COUNTERSIGN_SMTP_PASSWORD: 'right' },
        }),
      )
      assert.deepEqual([ran.code, ran.errors], [0, ''])
      assert.match(ran.out, /^The mail server took it for max@acme\.example: 250 /)
      assert.deepEqual([relay.received.length, isEncrypted], [1, true])
    })

  for (const [name, { server, settings, said, advice }] of Object.entries(TROUBLES))
    test(`tells ${name} in words, with what to look at`, async (t) => {
      const relay = await openRelay(t, server)
      const ran = await run(['test', 'max@acme.example'], await folder(t), at(relay.port, settings))
      assert.deepEqual([ran.code, ran.errors], [1, ''])
      const [first = '', second = ''] = ran.out.split('\n')
      assert.match(first, /^The mail was not sent: /)
      assert.match(first, said)
      assert.match(second, advice)
      assert.equal(relay.received.length, 0)
    })

  test('tells a port where nothing is, a missing server and words that are wrong', async (t) => {
    const place = await folder(t)
    const port = await freePort()
    const nothing = await run(['test', 'max@acme.example'], place, at(port))
    assert.match(
      nothing.out,
      new RegExp(`nothing answers at 127\\.0\\.0\\.1 on port ${port}\n.*COUNTERSIGN_SMTP_HOST`),
    )
    const unset = await run(['test', 'max@acme.example'], place)
    assert.equal(unset.code, 1)
    assert.match(
      unset.out,
      /^No mail server is set, so nothing was sent: written to .*\.eml\. Set COUNTERSIGN_SMTP_HOST\.\n$/,
    )
    const wrong = [await run(['test', 'max'], place), await run(['test'], place), await run(['tset'], place)]
    assert.deepEqual(
      wrong.map(({ code }) => code),
      [2, 2, 2],
    )
    assert.match(wrong[0]!.errors, /"max" is no e-mail address/)
  })
})

test('countersign mail status tells what waits and which addresses get nothing any more, beside a server that runs', async (t) => {
  const relay = await openRelay(t, {
    onRcptTo: ({ address }, _session, answer) =>
      answer(address.startsWith('max') ? refusing(550, '5.1.1 no such person') : refusing(450, 'later')),
  })
  const acme = await openAcme(t, { env: at(relay.port) })
  await generate(acme, await signIn(acme, 'max'))
  await signIn(acme, 'olivia')
  await sendMail(acme.app.needs)
  const { code, out } = await run(['status'], acme.dataDir, at(relay.port))
  assert.equal(code, 0)
  assert.match(out, /^Mails are sent\.\nwaiting 1, failed in the last 30 days 2\n/)
  assert.match(out, /nothing is sent to max@acme\.example since \S+: 550 5\.1\.1 no such person\n$/)
})
