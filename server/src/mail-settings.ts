/** How mails leave, as the settings say: by a mail server, or into a folder when there is none. */
import { join } from 'node:path'
import type { Config } from './config.ts'
import type { MailTransport } from './domain/mail/mail.ts'
import { folderTransport } from './mail/folder.ts'
import { smtpTransport } from './mail/smtp.ts'

export function mailTransportOf(
  config: Config & { readonly publicUrl: string },
  tell: (file: string) => void,
): MailTransport {
  const { smtpHost, smtpPort, smtpSecurity, smtpUser, smtpPassword } = config
  const sender = {
    from: config.mailFrom ?? `countersign@${new URL(config.publicUrl).hostname}`,
    replyTo: config.mailReplyTo,
    envelopeFrom: config.mailEnvelopeFrom,
  }
  if (smtpHost === undefined) return folderTransport(join(config.dataDir, 'outbox'), sender, tell)
  const login = smtpUser !== undefined && smtpPassword !== undefined
  return smtpTransport(
    {
      host: smtpHost,
      port: smtpPort ?? PORTS[smtpSecurity],
      security: smtpSecurity,
      login: login ? { user: smtpUser, password: smtpPassword } : undefined,
    },
    sender,
  )
}

const PORTS = { starttls: 587, tls: 465, none: 25 } as const
