/**
 * Finds the access token in a request's headers: `csp-auth-token`, or `Authorization: Bearer` in any case.
 * Refuses two different ones, and never looks in the URL or a cookie.
 */
import { VerifyError } from './errors.ts'

export type TokenHeader = 'csp-auth-token' | 'authorization'

export function requestToken(headerOf: (name: TokenHeader) => string | undefined): string {
  const bearer = /^bearer +(.+)$/i.exec(headerOf('authorization') ?? '')?.[1]
  const token = headerOf('csp-auth-token') || bearer
  if (!token) throw new VerifyError('token_missing')
  // Two proxies could each believe another one of them.
  if (bearer && bearer !== token) throw new VerifyError('token_ambiguous')
  return token
}
