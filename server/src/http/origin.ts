/** Where a request came from, for throttles and the audit log. Bounded, because both are the sender's to choose. */
import type { FastifyRequest } from 'fastify'
import { withoutTokenStrings } from '../crypto/token-string.ts'
import { addressOf } from '../domain/address.ts'
import type { Origin } from '../domain/audit-event.ts'

const LONGEST_USER_AGENT = 256

export const originOf = (request: FastifyRequest): Origin => ({
  requestId: request.id,
  address: addressOf(request.ip),
  userAgent: shortened(withoutTokenStrings(request.headers['user-agent'] ?? '')),
})

/** As bytes and back: a piece cut out of a header would keep all of the header in memory. */
const shortened = (header: string): string =>
  header.length <= LONGEST_USER_AGENT
    ? header
    : Buffer.from(header.slice(0, LONGEST_USER_AGENT), 'latin1').toString('latin1')
