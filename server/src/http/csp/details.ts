/** What an API token is, told to whoever holds its value: `POST /auth/api-tokens/details`. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { describeApiToken } from '../../actions/api-tokens/describe-api-token.ts'
import type { Needs } from '../../actions/needs.ts'
import type { Throttle } from '../../actions/throttle.ts'
import { Refusal } from '../../domain/refusal.ts'
import { accountOf } from '../../domain/user.ts'
import { originOf } from '../origin.ts'
import { allowedScopesOf } from './allowed-scopes.ts'
import { answerInvalidToken } from './compatible-error.ts'
import { countFailure } from './failed-exchanges.ts'
import { bodyFields, textField } from './lenient-body.ts'

type Details = { readonly needs: Needs; readonly failures: Throttle | undefined }

export const detailsHandler =
  ({ needs, failures }: Details) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    const presented = textField(bodyFields(request), 'tokenValue')
    if (presented === undefined)
      throw new Refusal('request_invalid', { detail: 'Send the API token as tokenValue.' })
    const described = await describeApiToken(needs, { presented, origin: originOf(request) })
    if (described === undefined) {
      countFailure(failures, request)
      return answerInvalidToken(presented, request, reply)
    }
    const { token, user, organization, scope } = described
    return {
      tokenId: token.id,
      tokenName: token.name,
      orgId: organization.id,
      userId: user.id,
      username: user.username,
      acct: accountOf(user),
      firstName: user.firstName,
      lastName: user.lastName,
      domain: user.domain,
      idpId: user.domain,
      createdAt: token.createdAt,
      // Left out rather than null: clients compute with them.
      ...(token.lastUsedAt !== null && { lastUsedAt: token.lastUsedAt }),
      ...(token.expiresAt !== null && { expiresAt: token.expiresAt }),
      deactivated: token.deactivatedAt !== null,
      scope,
      allowedScopes: allowedScopesOf(token.allowedScopes),
    }
  }
