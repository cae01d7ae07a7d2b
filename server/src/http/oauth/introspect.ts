/** `POST /oauth2/introspect` (RFC 7662). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { introspect, type Introspected } from '../../actions/revocation/introspect.ts'
import { Refusal } from '../../domain/refusal.ts'
import { formOf } from './form.ts'
import { recognisedClient, type OAuthEndpoint } from './recognised-client.ts'

export const introspectHandler =
  (endpoint: OAuthEndpoint) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<Introspected> => {
    const parameters = formOf(request)
    const client = await recognisedClient(endpoint, request, parameters)
    const token = parameters.get('token')
    if (token === undefined) throw new Refusal('request_invalid', { detail: 'Send token.' })
    reply.header('cache-control', 'no-store')
    return introspect(endpoint.needs, client, token)
  }
