/**
 * `WWW-Authenticate` as RFC 6750 has it: bare to whoever sent no access token, with the error to whoever sent one that
 * is not good (401) or not enough (403). It says nothing that a caller chose.
 */
import type { FastifyRequest } from 'fastify'
import { DPOP_ALGORITHMS } from '../domain/oauth/oauth-app.ts'
import type { Failure } from './failure.ts'

const BEARER = 'Bearer realm="countersign"'
/** RFC 9449, section 7.1. */
const DPOP = `DPoP realm="countersign", algs="${DPOP_ALGORITHMS.join(' ')}"`
const ERRORS: Readonly<Record<number, string>> = { 401: 'invalid_token', 403: 'insufficient_scope' }

export function challengeOf(
  { status, code, title }: Pick<Failure, 'status' | 'code' | 'title'>,
  { headers }: Pick<FastifyRequest, 'headers'>,
): string | undefined {
  const error = ERRORS[status]
  if (error === undefined) return undefined
  const { authorization = '' } = headers
  const scheme = /^dpop +\S/i.test(authorization) ? DPOP : BEARER
  const isTokenSent = headers['csp-auth-token'] !== undefined || /^(?:bearer|dpop) +\S/i.test(authorization)
  if (isTokenSent && code !== 'unauthenticated')
    return `${scheme}, error="${error}", error_description="${title}"`
  return status === 401 ? scheme : undefined
}
