/** Answers a failure as `application/problem+json` (RFC 9457). The cause goes to the log, never into the answer. */
import type { Problem } from '@countersign/api'
import type { CountRefusal } from './counted-refusals.ts'
import { createErrorAnswer, type AnswerError } from './error-answer.ts'
import type { Failure } from './failure.ts'

export const createProblemAnswer = (countRefusal: CountRefusal): AnswerError =>
  createErrorAnswer(countRefusal, (failure, request, reply) =>
    reply
      .code(failure.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(failure, request.id))),
  )

export const problemOf = ({ title, status, code, detail, fields }: Failure, requestId: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  code,
  detail,
  message: detail,
  ...(fields && { fields }),
  requestId,
})
