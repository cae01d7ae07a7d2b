/** `countersign mail`: whether mails leave, and what the mail server says to one. */
import { mailStatus, sendTestMail } from '@countersign/server'
import { noVerb, print, UsageError, whereHelp, type Command } from './command.ts'
import { configuration } from './configuration.ts'

const HELP = `countersign mail test ADDRESS   sends a mail at once and prints what the mail server said
countersign mail status         tells what waits, what failed and which addresses get nothing any more
${whereHelp(['smtpHost', 'smtpPort', 'smtpSecurity', 'smtpUser', 'smtpPassword', 'mailFrom', 'mailReplyTo', 'mailEnvelopeFrom'])}`

const ADVICE = {
  unreachable: 'The mail server can’t be reached. Look at COUNTERSIGN_SMTP_HOST and COUNTERSIGN_SMTP_PORT.',
  tls: 'The connection can’t be encrypted. Look at COUNTERSIGN_SMTP_SECURITY (starttls, tls or none) with COUNTERSIGN_SMTP_PORT, and at the certificate of the mail server, which Node has to know (NODE_EXTRA_CA_CERTS for one of your own).',
  authentication:
    'The mail server refuses the sign-in, or wants one. Look at COUNTERSIGN_SMTP_USER and COUNTERSIGN_SMTP_PASSWORD.',
  refused:
    'The mail server refuses the mail, perhaps only for now. Its words say why; COUNTERSIGN_MAIL_FROM may be a sender that it does not know.',
}

async function test([address, ...argv]: readonly string[]): Promise<number> {
  if (address === undefined || address.startsWith('--'))
    throw new UsageError(['Whom to send it to? countersign mail test ADDRESS.'])
  if (!/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/.test(address))
    throw new UsageError([`"${address}" is no e-mail address.`])
  const { isSent, delivery } = await sendTestMail(configuration(argv), address)
  if (!isSent) {
    print(`No mail server is set, so nothing was sent: ${delivery.said}. Set COUNTERSIGN_SMTP_HOST.`)
    return 1
  }
  if (delivery.outcome === 'sent') {
    print(`The mail server took it for ${address}: ${delivery.said}`)
    return 0
  }
  print(`The mail was not sent: ${delivery.said}`)
  if (delivery.outcome === 'later') print(ADVICE[delivery.trouble])
  if (delivery.outcome === 'address_refused') print(`The mail server does not take mails for ${address}.`)
  return 1
}

async function status(argv: readonly string[]): Promise<number> {
  const { isSent, waiting, failed, stoppedAddresses } = await mailStatus(configuration(argv))
  print(isSent ? 'Mails are sent.' : 'Mails are not sent: they are files in outbox/ of the data directory.')
  print(`waiting ${waiting}, failed in the last 30 days ${failed}`)
  for (const { address, said, stoppedAt } of stoppedAddresses)
    print(`nothing is sent to ${address} since ${new Date(stoppedAt).toISOString()}: ${said}`)
  return 0
}

const verbs: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = { test, status }

export const mailCommand: Command = {
  name: 'mail',
  summary: 'Send a mail to try it, or see what waits',
  help: () => HELP,
  async run([verb, ...argv]) {
    if (verb === undefined) {
      print(HELP)
      return 2
    }
    if (!Object.hasOwn(verbs, verb)) throw noVerb('mail', verb, Object.keys(verbs))
    return verbs[verb]!(argv)
  },
}
