/** `POST /oauth2/revoke` (RFC 7009). Whoever has an API token may end it, and needs no app for that. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { revokePresentedApiToken } from '../../actions/api-tokens/revoke-presented-api-token.ts'
import { revokeToken } from '../../actions/oauth/revoke-token.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import { Refusal } from '../../domain/refusal.ts'
import { originOf } from '../origin.ts'
import { formOf } from './form.ts'
import { recognisedClient, type OAuthEndpoint } from './recognised-client.ts'

/** The answer is the same whatever became of it, and 503 when it could not be written. */
export const revokeHandler =
  (endpoint: OAuthEndpoint) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const parameters = formOf(request)
    const token = parameters.get('token')
    if (token === undefined) throw new Refusal('request_invalid', { detail: 'Send token.' })
    const origin = originOf(request)
    if (parseTokenString(token, 't') !== undefined)
      await revokePresentedApiToken(endpoint.needs, origin, token, 'revoke')
    else
      await revokeToken(endpoint.needs, await recognisedClient(endpoint, request, parameters), token, origin)
    reply.header('cache-control', 'no-store')
    // Nothing has to be in it; but there are libraries that read every answer as JSON.
    return {}
  }
