/** Answers a failure as `application/problem+json` (RFC 9457). The cause goes to the log, never into the answer. */
import type { Problem } from '@countersign/api'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../domain/refusal.ts'
import { challengeOf } from './challenge.ts'
import type { AnswerError, CountRefusal } from './counted-refusals.ts'
import { failureOf, type Failure } from './failure.ts'

export const createProblemAnswer =
  (countRefusal: CountRefusal): AnswerError =>
  (error, request, reply) => {
    const failure = failureOf(error)
    logFailure(error, failure.status, request)
    countRefusal(error, request)
    if (failure.retryAfterSeconds !== undefined) reply.header('retry-after', failure.retryAfterSeconds)
    const challenge = challengeOf(failure, request)
    if (challenge !== undefined) reply.header('www-authenticate', challenge)
    reply.header('cache-control', 'no-store')
    return reply
      .code(failure.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(failure, request.id)))
  }

export const problemOf = ({ title, status, code, detail, fields }: Failure, requestId: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  code,
  ...(detail !== undefined && { detail }),
  message: detail ?? title,
  ...(fields && { fields }),
  requestId,
})

/** A refusal is the caller's business and worth a line only when it has a cause of ours. */
export function logFailure(error: unknown, status: number, request: FastifyRequest): void {
  const { id: requestId, log } = request
  const cause = error instanceof Refusal ? error.cause : error
  if (cause === undefined) return
  if (status >= 500) log.error({ requestId, err: cause }, 'request failed')
  else if (error instanceof Refusal) {
    log.debug({ requestId, code: error.code, cause: String(cause) }, 'request refused')
  }
}
