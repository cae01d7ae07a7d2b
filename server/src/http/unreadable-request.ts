/** Answers what is no HTTP request at all, or one that never ends. Only the socket is there, and nothing of it is logged. */
import type { ConnectionError } from 'fastify'
import { randomUuid } from '../crypto/random.ts'
import { Refusal } from '../domain/refusal.ts'
import { problemOf } from './problem.ts'

type Socket = {
  readonly writable: boolean
  end(text: string, ended: () => void): unknown
  destroy(): unknown
}

export function answerUnreadable({ code }: Pick<ConnectionError, 'code'>, socket: Socket): void {
  // The other side has gone.
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const refusal =
    REFUSALS[code] ?? new Refusal('request_invalid', { detail: 'This is not well-formed HTTP.' })
  const body = JSON.stringify(problemOf(refusal, randomUuid()))
  const head = [
    `HTTP/1.1 ${refusal.status} ${refusal.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: new Refusal('headers_too_large', {
    detail: 'The URL and the headers may have 16 KB together. Send less, and the token in the body.',
  }),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal('request_timeout', { detail: 'Send the whole request at once.' }),
}
