/** A mail as nodemailer takes it: with headers that keep answering machines quiet. The only way that names get into headers. */
import type { SendMailOptions } from 'nodemailer'
import type { Addressed } from '../domain/mail/mail.ts'

export type Sender = {
  readonly from: string
  readonly replyTo?: string | undefined
  /** Where a server returns what it can't deliver. */
  readonly envelopeFrom?: string | undefined
}

export const messageOf = (
  { from, replyTo, envelopeFrom }: Sender,
  { to, mail, messageId, writtenAt }: Addressed,
): SendMailOptions => ({
  from,
  ...(replyTo !== undefined && { replyTo }),
  // As an object it is never read as a list of addresses.
  to: { name: '', address: to },
  envelope: { from: envelopeFrom ?? from, to: [to] },
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  messageId,
  date: new Date(writtenAt),
  headers: {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    ...unsubscribing(mail),
  },
  disableFileAccess: true,
  disableUrlAccess: true,
})

/** One click in the reader's mail program is enough (RFC 8058). */
const unsubscribing = ({ unsubscribeUrl }: Addressed['mail']): Readonly<Record<string, string>> =>
  unsubscribeUrl === undefined
    ? {}
    : { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
