/** The error body of the compatible API. Every refused API token gets the same one, whatever the reason. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { lastFive } from '../../crypto/token-string.ts'
import type { CountRefusal } from '../counted-refusals.ts'
import { createErrorAnswer, type AnswerError } from '../error-answer.ts'
import { challenge, OAUTH_ERRORS } from '../oauth/oauth-error.ts'

export const createCompatibleErrorAnswer = (countRefusal: CountRefusal): AnswerError =>
  createErrorAnswer(countRefusal, (failure, request, reply) => {
    const { status, code, detail } = failure
    challenge(failure, request, reply)
    const kind =
      code === 'scope_invalid' ? INVALID_SCOPE : (oauthKindOf(code) ?? KINDS[status] ?? INVALID_REQUEST)
    return answer(request, reply, { status, kind, message: detail, description: detail })
  })

/** The one answer to a token that is unknown, mistyped, expired, revoked or deactivated. */
export function answerInvalidToken(
  presented: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const description = `Invalid refresh token: xxxx...${lastFive(presented)}`
  return answer(request, reply, {
    status: 400,
    kind: INVALID_GRANT,
    message: `${INVALID_GRANT.error}: ${description}`,
    description,
  })
}

/** A word of RFC 6749 and RFC 6750, as far as they have one, and the platform's number, which clients tell kinds by. */
type Kind = { readonly error: string; readonly moduleCode: number }

const INVALID_GRANT: Kind = { error: 'invalid_grant', moduleCode: 340 }
const INVALID_REQUEST: Kind = { error: 'invalid_request', moduleCode: 310 }
const INVALID_SCOPE: Kind = { error: 'invalid_scope', moduleCode: 320 }

/** Of the token endpoint under its names of the platform. */
const oauthKindOf = (code: string): Kind | undefined => {
  const error = (OAUTH_ERRORS as Readonly<Record<string, string>>)[code]
  if (error === undefined) return undefined
  return error === INVALID_GRANT.error ? INVALID_GRANT : { ...INVALID_REQUEST, error }
}

/** Every other refusal, by its status. */
const KINDS: Readonly<Record<number, Kind>> = {
  401: { error: 'invalid_token', moduleCode: 350 },
  403: { error: 'insufficient_scope', moduleCode: 360 },
  404: { error: 'not_found', moduleCode: 370 },
  409: { error: 'conflict', moduleCode: 380 },
  429: { error: 'slow_down', moduleCode: 390 },
  500: { error: 'server_error', moduleCode: 500 },
  503: { error: 'temporarily_unavailable', moduleCode: 530 },
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, kind, message, description }: Sent,
): FastifyReply {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        statusCode: status,
        moduleCode: kind.moduleCode,
        cspErrorCode: `540.120-${kind.moduleCode}.800`,
        message,
        traceId: request.id,
        requestId: request.id,
        metadata: null,
        error: kind.error,
        error_description: description,
      }),
    )
}

type Sent = {
  readonly status: number
  readonly kind: Kind
  readonly message: string
  readonly description: string
}
