/** Sends bytes to a listening server and reads every answer that comes back, the way a client of HTTP would. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import type { Acme } from '../../server/testing/acme.ts'
import { GOOD, type Bytes } from './wire-bytes.ts'

export type WireAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export async function openWire({ app }: Pick<Acme, 'app'>) {
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo

  const open = () => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    // It may close while we still write.
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.on('close', resolve))
    return { socket, closed, answers: () => answersIn(Buffer.concat(chunks)) }
  }

  /** Whether a request with which nothing is wrong is answered, on a connection of its own. */
  const isServing = async (): Promise<boolean> => {
    const { socket, closed, answers } = open()
    socket.write(GOOD.replace('\r\n', '\r\nConnection: close\r\n'))
    await closed
    return answers().some(({ status }) => status === 200)
  }

  return {
    isServing,
    async throwBytes({ messages, cuts, sent, leaves }: Bytes, fill: (text: string) => string) {
      const { socket, closed, answers } = open()
      await once(socket, 'connect')
      const all = Buffer.from(fill(messages.join('')), 'latin1')
      const bytes = all.subarray(0, Math.ceil((all.length * sent) / 1_000))
      const ends = [...cuts.map((cut) => Math.floor((bytes.length * cut) / 1_000)), bytes.length].toSorted(
        (a, b) => a - b,
      )
      for (const [at, end] of ends.entries()) {
        if (socket.writable) socket.write(bytes.subarray(ends[at - 1] ?? 0, end))
      }
      if (leaves) socket.destroy()
      // By then what was sent before has been answered too, if it ever is.
      const isStillServing = await isServing()
      if (!leaves) socket.end()
      await closed
      return { isStillServing, answers: leaves ? [] : answers() }
    },
  }
}

function answersIn(bytes: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = []
  for (let rest = bytes; rest.length > 0;) {
    const end = rest.indexOf('\r\n\r\n')
    assert.ok(end > 0, `no end of an answer's head: ${rest.toString('latin1').slice(0, 500)}`)
    const [line = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const [, status = ''] = /^HTTP\/1\.1 (\d{3}) /.exec(line) ?? []
    assert.ok(status, `no status: ${line}`)
    const headers = Object.fromEntries(
      lines.map((each) => [each.split(':', 1)[0]!.toLowerCase(), each.slice(each.indexOf(':') + 1).trim()]),
    )
    const isBodiless = status === '100' || status === '204'
    const length = isBodiless ? 0 : Number(headers['content-length'])
    const body = rest.subarray(end + 4, end + 4 + length)
    assert.equal(
      body.length,
      length,
      `an answer of another length than it says: ${rest.toString('latin1').slice(0, 500)}`,
    )
    if (status !== '100') answers.push({ status: Number(status), headers, text: body.toString() })
    rest = rest.subarray(end + 4 + length)
  }
  return answers
}
