/** What both faces do when a request fails, in one order: the log line, the count, the headers. Each writes its own body. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../domain/refusal.ts'
import { challengeOf } from './challenge.ts'
import type { CountRefusal } from './counted-refusals.ts'
import { failureOf, type Failure } from './failure.ts'

export type AnswerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

export const createErrorAnswer =
  (
    countRefusal: CountRefusal,
    write: (failure: Failure, request: FastifyRequest, reply: FastifyReply) => FastifyReply,
  ): AnswerError =>
  (error, request, reply) => {
    const failure = failureOf(error)
    logFailure(error, failure.status, request)
    countRefusal(error, request)
    if (failure.retryAfterSeconds !== undefined) reply.header('retry-after', failure.retryAfterSeconds)
    const challenge = challengeOf(failure, request)
    if (challenge !== undefined) reply.header('www-authenticate', challenge)
    reply.header('cache-control', 'no-store')
    return write(failure, request, reply)
  }

/** A refusal is the caller's business and worth a line only when it has a cause of ours. */
function logFailure(error: unknown, status: number, request: FastifyRequest): void {
  const { id: requestId, log } = request
  const cause = error instanceof Refusal ? error.cause : error
  if (cause === undefined) return
  if (status >= 500) log.error({ requestId, err: cause }, 'request failed')
  else if (error instanceof Refusal) {
    log.debug({ requestId, code: error.code, cause: String(cause) }, 'request refused')
  }
}
