/**
 * The user-info endpoint (OpenID Connect Core 1.0, section 5.3): an access token in a header, or in a form (RFC 6750, section
 * 2.2). What an app is told is what its access token was given for.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticateAccessToken } from '../../actions/api-tokens/authenticate-access-token.ts'
import type { Needs } from '../../actions/needs.ts'
import { Refusal } from '../../domain/refusal.ts'
import { accessTokenOf } from '../access-token-header.ts'
import { known } from '../counted-refusals.ts'
import { userInfo } from '../csp/logged-in-user.ts'
import { presentedProof } from '../dpop.ts'
import { originOf } from '../origin.ts'
import { formOf } from './form.ts'

export const userInfoHandler = (needs: Needs) => async (request: FastifyRequest, reply: FastifyReply) => {
  const caller = known(
    request,
    await authenticateAccessToken(
      needs,
      presentedToken(request),
      presentedProof(request, needs.settings.issuer),
      originOf(request),
    ),
  )
  if (!caller.authority.openId) throw new Refusal('right_required', { detail: NO_OPENID })
  reply.header('cache-control', 'no-store')
  return userInfo({ needs, caller })
}

function presentedToken(request: FastifyRequest): string {
  const inHeader = accessTokenOf(request)
  const inBody = typeof request.body === 'string' ? formOf(request).get('access_token') : undefined
  if (inHeader !== undefined && inBody !== undefined)
    throw new Refusal('request_invalid', {
      detail: 'Send the access token once: in the header or in the body.',
    })
  const presented = inHeader ?? inBody
  if (presented === undefined)
    throw new Refusal('unauthenticated', { detail: 'Send an access token in the Authorization header.' })
  return presented
}

const NO_OPENID = 'The access token was not asked for with the scope openid. Begin again, with it.'
