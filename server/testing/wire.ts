/** HTTP by hand over a real socket, for what only shows there: header lines, lengths, bytes that are no text. */
import { connect, type AddressInfo } from 'node:net'
import type { Acme } from './acme.ts'

/** Listens, until the app is closed, and answers a function that sends exactly these lines and this body. */
export async function overTheWire({ app }: Pick<Acme, 'app'>) {
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo
  return async (lines: readonly string[], body: string | Uint8Array = '') => {
    const socket = connect(port, '127.0.0.1')
    socket.write([...lines, 'Host: localhost', 'Connection: close', '', ''].join('\r\n'))
    socket.write(body)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    const answer = Buffer.concat(chunks).toString('utf8')
    const [head = '', text = ''] = answer.split('\r\n\r\n', 2)
    const [statusLine = '', ...headers] = head.split('\r\n')
    return {
      status: Number(statusLine.split(' ')[1]),
      headers: new Headers(
        headers.map((line): [string, string] => [
          line.split(': ', 1)[0]!,
          line.slice(line.indexOf(': ') + 2),
        ]),
      ),
      text,
      body: JSON.parse(text),
    }
  }
}

/** The line that tells how long a body is. */
export const lengthOf = (body: string | Uint8Array): string => `Content-Length: ${Buffer.byteLength(body)}`
