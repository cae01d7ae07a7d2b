/** A receiver of pushed events over real HTTP on this machine, which answers as it is told to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Cleanup } from './cleanup.ts'

export type Pushed = {
  readonly token: string
  readonly headers: IncomingMessage['headers']
  readonly at: number
}

type Answer = (response: ServerResponse, pushed: Pushed) => void

export const taken: Answer = (response) => void response.writeHead(202).end()
export const answers =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body)

export async function openReceiver(test: Cleanup) {
  const pushed: Pushed[] = []
  const state = { answer: taken }
  const server = createServer((request, response) => {
    let token = ''
    request.setEncoding('utf8').on('data', (part: string) => (token += part))
    request.once('end', () => {
      const one = { token, headers: request.headers, at: performance.now() }
      pushed.push(one)
      state.answer(response, one)
    })
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => {
    server.once('listening', resolve)
  })
  test.after(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    pushed,
    /** From now on. */
    answerWith: (answer: Answer) => void (state.answer = answer),
  }
}
