/**
 * Listens on every address of a host name: `localhost` is often two. All that happens on the further ones is handed to
 * the first, so that no address answers otherwise, and none is left open by a stop.
 */
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { secureOptions, type Certificate } from './tls.ts'

export type Listeners = {
  listen(where: { readonly host: string; readonly port: number }): Promise<void>
  /** Resolves when the further ones have finished; the first is the server's own. */
  close(): Promise<void>
  cutOff(): void
  /** Whoever connects from now on is shown this one. */
  show(certificate: Certificate): void
}

/** With what Node would answer itself if nobody listened. */
const EVENTS = ['request', 'clientError', 'checkExpectation'] as const

export function createListeners(
  server: FastifyInstance,
  certificate?: Certificate,
  addressesOf = lookedUp,
): Listeners {
  const first = server.server
  const others: Server[] = []
  const listenBeside = async (host: string, port: number): Promise<void> => {
    const plain = { requireHostHeader: false }
    const other = certificate
      ? createSecureServer({ ...plain, ...secureOptions(certificate) })
      : createServer(plain)
    const { keepAliveTimeout, requestTimeout, headersTimeout, timeout } = first
    Object.assign(other, { keepAliveTimeout, requestTimeout, headersTimeout, timeout })
    for (const event of EVENTS) other.on(event, (...things: unknown[]) => first.emit(event, ...things))
    try {
      await once(other.listen({ host, port }), 'listening')
      others.push(other)
    } catch (error) {
      // A name may have an address of a family that this machine does not speak.
      if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error
    }
  }
  return {
    async listen({ host, port }) {
      const [address = host, ...more] = host === 'localhost' ? await addressesOf(host) : [host]
      await server.listen({ host: address, port })
      for (const each of more) await listenBeside(each, (first.address() as AddressInfo).port)
    },
    async close() {
      await Promise.all(others.map((other) => new Promise((resolve) => other.close(resolve))))
    },
    cutOff() {
      for (const each of [first, ...others]) each.closeAllConnections()
    },
    show(renewed) {
      for (const each of [first, ...others]) (each as SecureServer).setSecureContext(secureOptions(renewed))
    },
  }
}

/** IPv4 first: it is there on every machine. */
async function lookedUp(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, order: 'ipv4first' })
  return [...new Set(found.map(({ address }) => address))]
}
