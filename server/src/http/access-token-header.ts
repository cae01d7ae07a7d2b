/** Finds the access token of a request: `csp-auth-token`, or `Authorization: Bearer` (RFC 6750), or `DPoP` (RFC 9449), the scheme in any case. */
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../domain/refusal.ts'

/** @throws {Refusal} `access_token_ambiguous` when both headers are there and differ */
export function accessTokenOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const own = headers['csp-auth-token']
  const [, bearer] = /^(?:bearer|dpop) +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
  if (typeof own !== 'string') return bearer
  if (bearer !== undefined && bearer !== own) {
    throw new Refusal('access_token_ambiguous', { detail: 'Send the access token once.' })
  }
  return own
}
