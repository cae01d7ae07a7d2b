/**
 * The token endpoint under its two names of the platform: parameters in the body or the query, as a form or as JSON, and
 * the answer of an exchange. What is granted, and to whom, is no different.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Needs } from '../../actions/needs.ts'
import type { Parameters } from '../../actions/oauth/issued-tokens.ts'
import type { Throttle } from '../../actions/throttle.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { Refusal } from '../../domain/refusal.ts'
import { parametersOf } from '../oauth/form.ts'
import { tokensFor } from '../oauth/token.ts'
import { bodyEntries, queryEntries, type Entries } from './lenient-body.ts'

type Endpoint = { readonly needs: Needs; readonly failures: Throttle | undefined }

export const platformTokenHandler =
  (endpoint: Endpoint) =>
  async (request: FastifyRequest, _reply: FastifyReply): Promise<unknown> => {
    const parameters = asPlatformMeans(parametersOf(bodyWins(bodyEntries(request), queryEntries(request))))
    const tokens = await tokensFor(endpoint, request, parameters)
    return {
      access_token: tokens.accessToken,
      // A string here in every case: the platform's own libraries decode one.
      id_token: tokens.idToken ?? '',
      token_type: tokens.tokenType.toLowerCase(),
      expires_in: tokens.expiresInSeconds,
      scope: tokens.scope,
      ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
    }
  }

function bodyWins(body: Entries, query: Entries): (readonly [string, string])[] {
  const inBody = new Set(body.map(([name]) => name))
  return [...body, ...query.filter(([name]) => !inBody.has(name))].flatMap(([name, value]) => {
    if (value === null) return []
    // Not passed over: it may be what narrows.
    if (typeof value !== 'string')
      throw new Refusal('request_invalid', { detail: 'Every parameter has to be a text. Send each as one.' })
    return [[name, value] as const]
  })
}

/**
 * Clients of the platform ask for `openid` alone and expect name and address in the ID token, as at the beginning. What
 * the person is known by is then what they allowed; of rights nothing more is given than without it.
 */
function asPlatformMeans(parameters: Parameters): Parameters {
  const isOurs = parseTokenString(parameters.get('refresh_token') ?? '', 'r') !== undefined
  if (!isOurs || askedScope(parameters.get('scope')).rights !== undefined) return parameters
  return { ...parameters, get: (name) => (name === 'scope' ? undefined : parameters.get(name)) }
}
