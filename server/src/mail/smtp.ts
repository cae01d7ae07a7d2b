/** Sends by SMTP, one connection a mail, within a time that no server can stretch. Tells what the server said, in one line. */
import { Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { Delivery, MailTransport, MailTrouble } from '../domain/mail/mail.ts'
import { messageOf, type Sender } from './message.ts'

export type SmtpServer = {
  readonly host: string
  readonly port: number
  readonly security: 'starttls' | 'tls' | 'none'
  readonly login?: { readonly user: string; readonly password: string } | undefined
}

const WITHIN_MS = 30_000

export const smtpTransport = (
  { host, port, security, login }: SmtpServer,
  sender: Sender,
  withinMs = WITHIN_MS,
): MailTransport => ({
  isSent: true,
  deliver: async (addressed) => {
    const socket = new Socket()
    // A server that sends a byte now and then is never idle, so idle time-outs alone would wait for it for ever.
    const deadline = setTimeout(
      () => socket.destroy(new Error(`${host} took longer than ${withinMs / 1000} seconds`)),
      withinMs,
    )
    const transport = createTransport({
      host,
      port,
      socket,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(login && { auth: { user: login.user, pass: login.password } }),
      connectionTimeout: withinMs,
      greetingTimeout: withinMs,
      socketTimeout: withinMs,
    })
    try {
      const { response } = await transport.sendMail(messageOf(sender, addressed))
      return { outcome: 'sent', said: oneLine(response) }
    } catch (error) {
      return failureOf(error as SmtpError)
    } finally {
      clearTimeout(deadline)
      socket.destroy()
      transport.close()
    }
  },
})

type SmtpError = Error & {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
  readonly rejectedErrors?: readonly SmtpError[]
}

function failureOf(error: SmtpError): Delivery {
  const refused = error.rejectedErrors?.[0] ?? error
  const said = oneLine(refused.response ?? refused.message)
  const isFinal = (refused.responseCode ?? 0) >= 500
  if (isFinal && refused.command === 'RCPT TO' && !isAboutUs(refused))
    return { outcome: 'address_refused', said }
  if (isFinal && refused.command === 'DATA') return { outcome: 'mail_refused', said }
  return { outcome: 'later', trouble: troubleOf(refused), said }
}

/** 530 and 5.7.x (RFC 3463: security or policy) refuse whoever sends, whatever the address is. */
const isAboutUs = ({ responseCode, response }: SmtpError): boolean =>
  responseCode === 530 || /^5\d\d[ -]5\.7\./.test(response ?? '')

function troubleOf({ code, responseCode, message }: SmtpError): MailTrouble {
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'authentication'
  if (code === 'ETLS' || /certificate|\bSSL\b|\bTLS\b|STARTTLS|altname/i.test(message)) return 'tls'
  return responseCode === undefined ? 'unreachable' : 'refused'
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
