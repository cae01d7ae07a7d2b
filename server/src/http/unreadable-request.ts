/** Answers what is no HTTP request at all, or one that never ends. Only the socket is there, and nothing of it is logged. */
import type { ConnectionError, FastifyInstance } from 'fastify'
import { randomUuid } from '../crypto/random.ts'
import { Refusal } from '../domain/refusal.ts'
import { problemOf } from './problem.ts'

type Socket = {
  readonly writable: boolean
  end(text: string, ended: () => void): unknown
  destroy(): unknown
}

export const answerUnreadable =
  (headers: Readonly<Record<string, string>>) =>
  ({ code }: Pick<ConnectionError, 'code'>, socket: Socket): void => {
    // The other side has gone.
    if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const refusal =
      REFUSALS[code] ?? new Refusal('request_invalid', { detail: 'This is not well-formed HTTP.' })
    const requestId = randomUuid()
    const body = JSON.stringify(problemOf(refusal, requestId))
    const head = [
      `HTTP/1.1 ${refusal.status} ${refusal.title}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
      ...Object.entries({ ...headers, 'x-request-id': requestId }).map(
        ([name, value]) => `${name}: ${value}`,
      ),
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
  }

/** Node would answer an `Expect` it does not know with 417 and no body. We may ignore it (RFC 9110, section 10.1.1). */
export function answerUnknownExpectations({ server }: Pick<FastifyInstance, 'server'>): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: new Refusal('headers_too_large', {
    detail: 'The URL and the headers may have 16 KB together. Send less, and the token in the body.',
  }),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal('request_timeout', { detail: 'Send the whole request at once.' }),
}
