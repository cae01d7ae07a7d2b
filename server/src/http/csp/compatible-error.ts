/** The error body of the compatible API. Every refused API token gets the same one, whatever the reason. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { lastFive } from '../../crypto/token-string.ts'
import { failureOf } from '../failure.ts'
import { logFailure } from '../problem.ts'

export function answerCompatibleError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const failure = failureOf(error)
  logFailure(error, failure.status, request)
  if (failure.retryAfterSeconds !== undefined) reply.header('retry-after', failure.retryAfterSeconds)
  if (failure.status === 401) reply.header('www-authenticate', 'Bearer')
  const message = failure.detail ?? failure.title
  return answer(request, reply, failure.status, {
    message,
    error:
      failure.code === 'scope_invalid'
        ? 'invalid_scope'
        : (OAUTH_ERRORS[failure.status] ?? 'invalid_request'),
  })
}

/** The one answer to a token that is unknown, mistyped, expired, revoked or deactivated. */
export function answerInvalidToken(
  presented: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const message = `invalid_grant: Invalid refresh token: xxxx...${lastFive(presented)}`
  return answer(request, reply, 400, { message, error: 'invalid_grant' })
}

/** RFC 6749, section 5.2, as far as it has a word for it. */
const OAUTH_ERRORS: Readonly<Record<number, string>> = {
  401: 'invalid_token',
  403: 'insufficient_scope',
  404: 'not_found',
  429: 'slow_down',
  500: 'server_error',
  503: 'temporarily_unavailable',
}

const MODULE_CODE = 340

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  { message, error }: { message: string; error: string },
): FastifyReply {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        statusCode: status,
        moduleCode: MODULE_CODE,
        cspErrorCode: `540.120-${MODULE_CODE}.800`,
        message,
        traceId: request.id,
        requestId: request.id,
        metadata: null,
        error,
        error_description: message,
      }),
    )
}
