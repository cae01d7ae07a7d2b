/** The errors of OAuth (RFC 6749, section 5.2, and the RFCs that add to it), by our own codes. One table for all endpoints. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RefusalCode } from '../../domain/refusal.ts'
import type { CountRefusal } from '../counted-refusals.ts'
import { createErrorAnswer, type AnswerError } from '../error-answer.ts'
import type { Failure } from '../failure.ts'

export const OAUTH_ERRORS = {
  client_invalid: 'invalid_client',
  client_document_invalid: 'invalid_client',
  grant_invalid: 'invalid_grant',
  authorization_pending: 'authorization_pending',
  slow_down: 'slow_down',
  device_code_expired: 'expired_token',
  device_denied: 'access_denied',
  grant_type_unsupported: 'unsupported_grant_type',
  client_unauthorized: 'unauthorized_client',
  scope_invalid: 'invalid_scope',
  target_invalid: 'invalid_target',
  dpop_proof_invalid: 'invalid_dpop_proof',
  access_token_invalid: 'invalid_token',
} as const satisfies Partial<Record<RefusalCode, string>>

/** What has no word of its own, by its status. */
const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'invalid_token',
  403: 'insufficient_scope',
  500: 'server_error',
  503: 'temporarily_unavailable',
}

export const oauthErrorOf = ({ code, status }: Pick<Failure, 'code' | 'status'>): string =>
  (OAUTH_ERRORS as Readonly<Record<string, string>>)[code] ?? BY_STATUS[status] ?? 'invalid_request'

/** Both members are ASCII: RFC 6749 allows no other letters in them. */
export const createOAuthErrorAnswer = (countRefusal: CountRefusal): AnswerError =>
  createErrorAnswer(countRefusal, (failure, request, reply) => {
    challenge(failure, request, reply)
    return reply
      .code(failure.status)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ error: oauthErrorOf(failure), error_description: asciiOf(failure.detail) }))
  })

/** A refused Basic is answered with what would be taken, so that clients try another way (RFC 6749, section 5.2). */
export function challenge(
  { code }: Pick<Failure, 'code'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (code !== 'client_invalid') return
  reply.removeHeader('www-authenticate')
  if (/^basic /i.test(request.headers.authorization ?? ''))
    reply.header('www-authenticate', 'Basic realm="countersign", charset="UTF-8"')
}

export const asciiOf = (text: string): string =>
  text
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”"\\]/g, "'")
    .replaceAll(/[^\x20-\x7e]/g, '?')
