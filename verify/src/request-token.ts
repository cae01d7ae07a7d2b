/**
 * Finds the access token in a request's headers: `csp-auth-token`, or `Authorization` with `Bearer` or `DPoP` in any case.
 * Refuses two different ones, and never looks in the URL or a cookie.
 */
import { VerifyError } from './errors.ts'

export type TokenHeader = 'csp-auth-token' | 'authorization'
export type Scheme = 'Bearer' | 'DPoP'
export type RequestToken = { readonly token: string; readonly scheme: Scheme }

export function requestToken(headerOf: (name: TokenHeader) => string | undefined): RequestToken {
  const [, scheme, authorized] = /^(bearer|dpop) +(.+)$/i.exec(headerOf('authorization') ?? '') ?? []
  const token = headerOf('csp-auth-token') || authorized
  if (!token) throw new VerifyError('token_missing')
  // Two proxies could each believe another one of them.
  if (authorized && authorized !== token) throw new VerifyError('token_ambiguous')
  return { token, scheme: scheme?.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer' }
}
