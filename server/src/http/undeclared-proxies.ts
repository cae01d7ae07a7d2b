/** Says once in the log, for each of a few addresses, that `X-Forwarded-For` came from one that is no proxy of ours. */
import type { FastifyInstance } from 'fastify'
import type { UndeclaredProxies } from '../actions/undeclared-proxies.ts'
import { addressOf } from '../domain/address.ts'
import type { IsTrusted } from './trusted-proxies.ts'

const WARNING =
  'X-Forwarded-For came from an address that is no proxy of ours, and is not believed. If it is your proxy, name it in COUNTERSIGN_TRUSTED_PROXIES: until then everyone behind it counts as one address.'

export function watchForwarding(
  server: FastifyInstance,
  isTrusted: IsTrusted,
  undeclared: UndeclaredProxies,
): void {
  server.addHook('onRequest', ({ headers, socket, log }, _reply, done) => {
    if (headers['x-forwarded-for'] !== undefined && !isTrusted(socket.remoteAddress)) {
      const address = addressOf(socket.remoteAddress)
      if (undeclared.see(address)) log.warn({ address }, WARNING)
    }
    done()
  })
}
