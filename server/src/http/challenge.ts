/**
 * `WWW-Authenticate` as RFC 6750 has it: bare to whoever sent no access token, with the error to whoever sent one that
 * is not good (401) or not enough (403). It says nothing that a caller chose.
 */
import type { FastifyRequest } from 'fastify'
import type { Failure } from './failure.ts'

const SCHEME = 'Bearer realm="countersign"'
const ERRORS: Readonly<Record<number, string>> = { 401: 'invalid_token', 403: 'insufficient_scope' }

export function challengeOf(
  { status, code, title }: Pick<Failure, 'status' | 'code' | 'title'>,
  { headers }: Pick<FastifyRequest, 'headers'>,
): string | undefined {
  const error = ERRORS[status]
  if (error === undefined) return undefined
  const isTokenSent =
    headers['csp-auth-token'] !== undefined || /^bearer +\S/i.test(headers.authorization ?? '')
  if (isTokenSent && code !== 'unauthenticated')
    return `${SCHEME}, error="${error}", error_description="${title}"`
  return status === 401 ? SCHEME : undefined
}
