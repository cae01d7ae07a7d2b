/** A network connection to a server that a test can cut, restore, freeze, or make lose an answer. Loopback only. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Cleanup } from './cleanup.ts'

export type Link = {
  /** The address of the server, through this link. */
  readonly url: string
  /** As when the server is gone: connections break, new ones are refused. */
  cut(): Promise<void>
  restore(): Promise<void>
  /** As when a machine is switched off: nothing is answered, nothing breaks. */
  freeze(): void
  /** The next request with this text reaches the server, or not, and its connection breaks before the answer. */
  breakAt(request: string, isDelivered: boolean): void
}

export async function openLink(target: string, test: Cleanup): Promise<Link> {
  const { hostname, port: targetPort } = new URL(target)
  const sockets = new Set<Socket>()
  let isFrozen = false
  let breaking: { request: string; isDelivered: boolean } | undefined

  const listener = createServer((client) => {
    const server = connect(Number(targetPort), hostname)
    let isLosingAnswer = false
    const end = (): void => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    client.on('data', (data) => {
      if (isFrozen) return
      const isBreaking = breaking !== undefined && data.includes(breaking.request)
      if (isBreaking && !breaking?.isDelivered) {
        breaking = undefined
        return end()
      }
      if (isBreaking) {
        breaking = undefined
        isLosingAnswer = true
      }
      server.write(data)
    })
    server.on('data', (data) => {
      if (isFrozen) return
      if (isLosingAnswer) return end()
      client.write(data)
    })
  })

  const listen = async (port: number): Promise<void> => {
    listener.listen(port, '127.0.0.1')
    await once(listener, 'listening')
  }
  const cut = async (): Promise<void> => {
    if (!listener.listening) return
    listener.close()
    for (const socket of sockets) socket.destroy()
    await once(listener, 'close')
  }
  await listen(0)
  const { port } = listener.address() as AddressInfo
  test.after(cut)
  const url = new URL(target)
  url.port = String(port)
  return {
    url: url.href,
    cut,
    restore: async () => {
      isFrozen = false
      await cut()
      await listen(port)
    },
    freeze: () => {
      isFrozen = true
    },
    breakAt: (request, isDelivered) => {
      breaking = { request, isDelivered }
    },
  }
}
