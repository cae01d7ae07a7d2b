/** A real mail server on a port of its own, for tests: takes mails, and refuses as it is told. */
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Cleanup } from './cleanup.ts'

export type Received = { readonly to: readonly string[]; readonly raw: string }

export async function openRelay(test: Cleanup, options: SMTPServerOptions = {}, port = 0) {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, answer) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        received.push({ to, raw: Buffer.concat(parts).toString() })
        answer(null, 'taken')
      })
    },
    ...options,
  })
  // What a client does to a connection is no failure of the test.
  server.on('error', () => {})
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  let isOpen = true
  const close = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    await new Promise<void>((resolve) => {
      server.close(resolve)
    })
  }
  test.after(close)
  return { received, close, port: (server.server.address() as AddressInfo).port }
}

/** What an SMTP server says when it refuses. */
export const refusing = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode })
