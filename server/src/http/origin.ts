/** Where a request came from, for throttles and the audit log. Bounded, because both are the sender's to choose. */
import type { FastifyRequest } from 'fastify'
import type { Origin } from '../domain/audit-event.ts'

const LONGEST_USER_AGENT = 256
const LONGEST_ADDRESS = 64

export const originOf = (request: FastifyRequest): Origin => ({
  requestId: request.id,
  address: request.ip.slice(0, LONGEST_ADDRESS),
  userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT),
})
