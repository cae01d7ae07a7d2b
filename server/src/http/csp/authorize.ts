/** The exchange, `POST /auth/api-tokens/authorize`: finds the token wherever a client put it, and answers as the platform does. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { exchangeApiToken } from '../../actions/exchange/exchange-api-token.ts'
import type { Needs } from '../../actions/needs.ts'
import type { Throttle } from '../../actions/throttle.ts'
import { Refusal } from '../../domain/refusal.ts'
import { originOf } from '../origin.ts'
import { leaveUnmarked } from '../tokens-in-urls.ts'
import type { HttpSettings } from '../settings.ts'
import { answerInvalidToken } from './compatible-error.ts'
import { countFailure } from './failed-exchanges.ts'
import { bodyEntries, fieldsOf, queryEntries, textField, type Fields } from './lenient-body.ts'
import { narrowingFrom } from './narrowing.ts'

/** When sending a token in a URL was declared deprecated (RFC 9745): with the first version. */
const DEPRECATION = '@1795305600'

type Authorize = {
  readonly needs: Needs
  readonly settings: HttpSettings
  /** Failures by address; undefined when they are not limited. */
  readonly failures: Throttle | undefined
}

export const authorizeHandler =
  ({ needs, settings, failures }: Authorize) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    const body = bodyEntries(request)
    const query = queryEntries(request)
    const inUrl = tokenIn(fieldsOf(query))
    const presented = tokenIn(fieldsOf(body)) ?? (settings.acceptsTokenInUrl ? inUrl : undefined)
    if (inUrl !== undefined) reply.header('deprecation', DEPRECATION)
    if (presented === undefined) throw missing(inUrl !== undefined)
    const exchanged = await exchangeApiToken(needs, {
      presented,
      ...narrowingFrom(body, query),
      wasInUrl: inUrl === presented,
      origin: originOf(request),
    })
    if (exchanged.outcome === 'refused') {
      countFailure(failures, request)
      return answerInvalidToken(presented, request, reply)
    }
    if (inUrl === presented) leaveUnmarked(request)
    return {
      access_token: exchanged.accessToken,
      // Left out rather than empty: OpenID libraries would try to read it.
      ...(exchanged.idToken !== undefined && { id_token: exchanged.idToken }),
      token_type: 'bearer',
      expires_in: exchanged.expiresInSeconds,
      scope: exchanged.scope,
      // The same one: an exchange never rotates it, and some clients store it back.
      refresh_token: presented,
    }
  }

const tokenIn = (fields: Fields): string | undefined =>
  textField(fields, 'api_token') ?? textField(fields, 'refresh_token')

const missing = (isInUrl: boolean): Refusal =>
  new Refusal('request_invalid', {
    detail: isInUrl
      ? 'API tokens are not accepted in a URL here. Send refresh_token in the body.'
      : 'Send the API token as refresh_token or api_token.',
  })
