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
      return failureOf(error as SmtpError, { host, port })
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

function failureOf(error: SmtpError, server: Pick<SmtpServer, 'host' | 'port'>): Delivery {
  const refused = error.rejectedErrors?.[0] ?? error
  const said = oneLine(refused.response ?? refused.message)
  const isFinal = (refused.responseCode ?? 0) >= 500
  if (isFinal && refused.command === 'RCPT TO' && !isAboutUs(refused))
    return { outcome: 'address_refused', said }
  if (isFinal && refused.command === 'DATA') return { outcome: 'mail_refused', said }
  const trouble = troubleOf(refused)
  return { outcome: 'later', trouble, said: inWords(said, refused, server) }
}

/** What Node and OpenSSL say is for programmers; what a server says is repeated as it is. */
function inWords(
  said: string,
  { code, responseCode }: SmtpError,
  { host, port }: Pick<SmtpServer, 'host' | 'port'>,
): string {
  if (code === 'ETLS' && responseCode !== undefined) return `${host} does not offer STARTTLS: ${said}`
  if (responseCode !== undefined) return said
  if (/ENOTFOUND|EAI_AGAIN/.test(said)) return `no address was found for ${host}`
  if (said.includes('ECONNREFUSED')) return `nothing answers at ${host} on port ${port}`
  if (/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(said)) return `there is no way to ${host} on port ${port}`
  if (said.includes('wrong version number')) return `${host} does not speak TLS on port ${port}`
  if (/certificate|altname/i.test(said)) return `the certificate of ${host} is not good: ${said}`
  return said
}

/** 530 and 5.7.x (RFC 3463: security or policy) refuse whoever sends, whatever the address is. */
const isAboutUs = ({ responseCode, response }: SmtpError): boolean =>
  responseCode === 530 || /^5\d\d[ -]5\.7\./.test(response ?? '')

function troubleOf({ code, responseCode, message }: SmtpError): MailTrouble {
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'authentication'
  if (responseCode === 530 && /auth/i.test(message)) return 'authentication'
  if (code === 'ETLS' || /certificate|\bSSL\b|\bTLS\b|STARTTLS|altname/i.test(message)) return 'tls'
  return responseCode === undefined ? 'unreachable' : 'refused'
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
