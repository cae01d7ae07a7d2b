/** What whoever holds an API token's value may know about it. Possession is the proof; being deactivated is told. */
import { effectiveScope, scopeString, withinPolicies } from '../../domain/scope.ts'
import type { CallerFacts } from '../../store/api-tokens/api-tokens-store.ts'
import { findPresented, type ExchangeNeeds, type ExchangeRequest } from '../exchange/exchange-api-token.ts'

export type ApiTokenDescription = Pick<CallerFacts, 'token' | 'user' | 'organization'> & {
  /** Names of the effective scope. */
  readonly scope: readonly string[]
}

/** Undefined for a token that is unknown, mistyped, expired or revoked. */
export async function describeApiToken(
  needs: ExchangeNeeds,
  request: Pick<ExchangeRequest, 'presented' | 'origin'>,
): Promise<ApiTokenDescription | undefined> {
  const now = needs.now()
  const presented = await findPresented(needs, request, now, 'deactivated')
  const facts = presented && (await needs.store.apiTokens.findForCaller(presented.token.id))
  if (facts === undefined) return undefined
  const { token, user, organization, roles } = facts
  needs.gatheredEvents.record({
    at: now,
    kind: 'api_token_described',
    reason: '',
    origin: request.origin,
    organizationId: organization.id,
    userId: user.id,
    apiTokenId: token.id,
  })
  const names = scopeString(
    withinPolicies(effectiveScope(token.allowedScopes, roles, now, token.bounds), organization),
    roles,
  )
  return { token, user, organization, scope: names === '' ? [] : names.split(' ') }
}
