/**
 * One keep-alive HTTP/1.1 connection for prepared requests, as cheap as JavaScript makes it: the generator shares the
 * cores with the server it measures. It reads the status and skips the body; it refuses answers without Content-Length.
 */
import { once } from 'node:events'
import { connect } from 'node:net'

export type Connection = { send(request: Uint8Array): void; close(): void }

const READ_BYTES = 16 * 1024
const HEAD_END = '\r\n\r\n'

export async function openConnection(port: number, onAnswer: (status: number) => void): Promise<Connection> {
  let isWhole = true
  let status = 0
  /** Bytes of the answer that are not here yet; undefined until its head is. */
  let missing: number | undefined
  let head = ''

  const take = (length: number, buffer: Uint8Array): boolean => {
    if (missing === undefined) readHead(Buffer.from(buffer.buffer, buffer.byteOffset, length))
    else missing -= length
    if (!isWhole && missing !== undefined && missing <= 0) {
      isWhole = true
      onAnswer(status)
    }
    return true
  }
  const readHead = (chunk: Buffer): void => {
    head += chunk.toString('latin1')
    const end = head.indexOf(HEAD_END)
    if (end < 0) return
    status = Number(head.slice(9, 12))
    missing = end + HEAD_END.length + contentLength(head.slice(0, end)) - head.length
    head = ''
  }

  const socket = connect({
    host: '127.0.0.1',
    port,
    noDelay: true,
    onread: { buffer: Buffer.allocUnsafe(READ_BYTES), callback: take },
  })
  await once(socket, 'connect')
  socket.on('close', () => {
    if (!isWhole) throw new Error('The server closed a connection in the middle of an answer')
  })
  return {
    send(request) {
      isWhole = false
      missing = undefined
      socket.write(request)
    },
    close: () => socket.destroy(),
  }
}

function contentLength(head: string): number {
  const digits = /content-length: (\d+)/i.exec(head)?.[1]
  if (digits === undefined) throw new Error(`An answer without Content-Length:\n${head}`)
  return Number(digits)
}

/** The bytes of one form request. */
export const formRequest = (path: string, form: Readonly<Record<string, string>>): Buffer => {
  const body = new URLSearchParams(form).toString()
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
