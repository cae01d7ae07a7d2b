/** Requests on connections that are still open while the server stops are sent elsewhere, with a word on when to come back. */
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../domain/refusal.ts'

export function refuseWhileStopping(server: FastifyInstance): void {
  let isStopping = false
  server.addHook('preClose', (done) => {
    isStopping = true
    done()
  })
  // Otherwise the connection stays open for a next request, and stopping waits for it.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) reply.header('connection', 'close')
    done()
  })
  server.addHook('onRequest', (_request, _reply, done) => {
    if (!isStopping) return done()
    return done(
      new Refusal('stopping', { retryAfterSeconds: 1, detail: 'Send the request again in a second.' }),
    )
  })
}
