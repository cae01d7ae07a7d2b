/** What the token endpoint answers, and what each grant is given to make it. */
import type { Origin } from '../../domain/audit-event.ts'
import type { Needs } from '../needs.ts'
import type { AuthenticatedClient } from './authenticate-client.ts'

export type IssuedTokens = {
  readonly accessToken: string
  readonly tokenType: 'Bearer' | 'DPoP'
  readonly expiresInSeconds: number
  readonly scope: string
  readonly idToken?: string | undefined
  readonly refreshToken?: string | undefined
  /** Of a token exchange (RFC 8693). */
  readonly issuedTokenType?: string | undefined
}

/** The parameters of a request, each once but those that may be repeated; empty ones are left out. */
export type Parameters = {
  get(name: string): string | undefined
  /** Of `resource` and `audience`, which may be repeated. */
  all(name: string): readonly string[]
}

export type TokenRequest = {
  readonly client: AuthenticatedClient
  readonly parameters: Parameters
  readonly origin: Origin
  /** Of the key whose proof came with the request (RFC 9449). */
  readonly dpopThumbprint: string | undefined
}

export type Grant = (needs: Needs, request: TokenRequest) => Promise<IssuedTokens>
