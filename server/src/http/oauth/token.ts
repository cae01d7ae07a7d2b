/** `POST /oauth2/token`: who asks, by which grant, and what they get (RFC 6749, section 3.2). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ACCESS_TOKEN_TYPE, narrowAccessToken } from '../../actions/api-tokens/narrow-access-token.ts'
import { exchangeApiToken } from '../../actions/exchange/exchange-api-token.ts'
import { issueToMachine } from '../../actions/oauth/issue-to-machine.ts'
import { provedKey } from '../../actions/oauth/prove-key.ts'
import { redeemCode } from '../../actions/oauth/redeem-code.ts'
import { redeemDeviceCode } from '../../actions/oauth/redeem-device-code.ts'
import { refresh } from '../../actions/oauth/refresh.ts'
import type { Grant, IssuedTokens, Parameters, TokenRequest } from '../../actions/oauth/issued-tokens.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import { DEVICE_GRANT } from '../../domain/oauth/device-code.ts'
import { countedReason } from '../../domain/oauth/refused-grant.ts'
import { audiencesOf, selectionOf } from '../../domain/oauth/resources.ts'
import { Refusal } from '../../domain/refusal.ts'
import { countFailure } from '../csp/failed-exchanges.ts'
import { originOf } from '../origin.ts'
import { formOf } from './form.ts'
import { presentedClient } from './presented-client.ts'
import { presentedProof } from '../dpop.ts'
import { recognisedClient, type OAuthEndpoint } from './recognised-client.ts'

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** Every grant there is. What is not in here is refused, and not in the discovery document either. */
export const GRANTS: Readonly<Record<string, Grant>> = {
  authorization_code: redeemCode,
  refresh_token: refresh,
  client_credentials: issueToMachine,
  [DEVICE_GRANT]: redeemDeviceCode,
  [TOKEN_EXCHANGE]: narrowAccessToken,
}

export const tokenHandler =
  (endpoint: OAuthEndpoint) => async (request: FastifyRequest, reply: FastifyReply) => {
    const parameters = formOf(request)
    const tokens = await tokensFor(endpoint, request, parameters)
    reply.header('cache-control', 'no-store')
    return answerOf(tokens)
  }

/** @throws {Refusal} with one of the codes that `oauth-error.ts` has words for */
export async function tokensFor(
  endpoint: OAuthEndpoint,
  request: FastifyRequest,
  parameters: Parameters,
): Promise<IssuedTokens> {
  const grantType = parameters.get('grant_type')
  if (grantType === undefined) throw new Refusal('request_invalid', { detail: 'Send grant_type.' })
  const apiToken = apiTokenIn(grantType, parameters)
  if (apiToken !== undefined && presentedClient(request, parameters) === undefined)
    return exchanged(endpoint, request, parameters, apiToken)
  const grant = Object.hasOwn(GRANTS, grantType) ? GRANTS[grantType] : undefined
  if (grant === undefined)
    throw new Refusal(
      'grant_type_unsupported',
      Object.hasOwn(UNSUPPORTED, grantType) ? { detail: UNSUPPORTED[grantType] } : {},
    )
  const client = await recognisedClient(endpoint, request, parameters)
  return granted(endpoint, request, { grant, client, parameters })
}

type Asked = Pick<TokenRequest, 'client' | 'parameters'> & { readonly grant: Grant }

/** What is refused is counted for those who look after the app: it learns little, and they have to find out why. */
async function granted(
  { needs }: OAuthEndpoint,
  request: FastifyRequest,
  { grant, client, parameters }: Asked,
): Promise<IssuedTokens> {
  const origin = originOf(request)
  try {
    const dpopThumbprint = await provedKey(needs, presentedProof(request, needs.settings.issuer))
    if (client.app.requiresDpop && dpopThumbprint === undefined)
      throw new Refusal('dpop_proof_invalid', { detail: 'This OAuth app has to send a DPoP proof.' })
    return await grant(needs, { client, parameters, origin, dpopThumbprint })
  } catch (error) {
    const reason = countedReason(error)
    const { id: appId, organizationId } = client.app
    if (reason !== undefined)
      needs.gatheredEvents.record({
        ...{ at: needs.now(), kind: 'grant_refused', reason, origin, organizationId, appId },
      })
    throw error
  }
}

/**
 * An API token is a refresh token of its person's own, which no app has a part in: libraries of OpenID take it as one. It
 * is exchanged as it is everywhere, and comes back as it was.
 */
async function exchanged(
  { needs, failures }: OAuthEndpoint,
  request: FastifyRequest,
  parameters: Parameters,
  presented: string,
): Promise<IssuedTokens> {
  const scope = parameters.get('scope')
  const audiences = audiencesOf(needs.settings.issuer, {
    resources: parameters.all('resource'),
    audiences: parameters.all('audience'),
  })
  const allowedResourceScope = selectionOf(audiences, needs.settings.issuer)
  const answer = await exchangeApiToken(needs, {
    ...{ presented, wasInUrl: false, origin: originOf(request) },
    ...(scope !== undefined && { scope }),
    ...(allowedResourceScope !== undefined && { allowedResourceScope }),
  })
  if (answer.outcome === 'refused') {
    countFailure(failures, request)
    throw new Refusal('grant_invalid', { detail: NOT_AN_API_TOKEN })
  }
  const { accessToken, expiresInSeconds, idToken } = answer
  return {
    ...{ accessToken, expiresInSeconds, idToken, scope: answer.scope },
    tokenType: 'Bearer',
    ...(parameters.get('grant_type') === TOKEN_EXCHANGE
      ? { issuedTokenType: ACCESS_TOKEN_TYPE }
      : { refreshToken: presented }),
  }
}

/** As a refresh token, or as what is exchanged (RFC 8693). */
function apiTokenIn(grantType: string, parameters: Parameters): string | undefined {
  if (grantType === 'refresh_token') return parameters.get('refresh_token')
  const subjectToken = grantType === TOKEN_EXCHANGE ? parameters.get('subject_token') : undefined
  return subjectToken !== undefined && parseTokenString(subjectToken, 't') ? subjectToken : undefined
}

const NOT_AN_API_TOKEN =
  'Without an OAuth app the refresh token has to be an API token, and this is none that works. Say which app it is of, or generate an API token.'

/** Refused by name: what other servers take, and why it is not taken here. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  password:
    'The password grant is not offered: an application must never see a password. Use the authorization code.',
  implicit: 'The implicit grant is not offered. Use the authorization code with PKCE.',
}

const answerOf = (tokens: IssuedTokens) => ({
  access_token: tokens.accessToken,
  token_type: tokens.tokenType,
  expires_in: tokens.expiresInSeconds,
  scope: tokens.scope,
  ...(tokens.idToken !== undefined && { id_token: tokens.idToken }),
  ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
  ...(tokens.issuedTokenType !== undefined && { issued_token_type: tokens.issuedTokenType }),
})
