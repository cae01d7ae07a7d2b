/**
 * API token in, access token out: the main path. One read of the store, no write, one asynchronous signature.
 * Why a token was refused is for the audit log and its owner; whoever presents it learns only that it was.
 */
import { randomUuid } from '../../crypto/random.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import { accessTokenClaims, accessTokenEnd, idTokenClaims } from '../../domain/access-token.ts'
import { refuseTooManyScopes, type AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { groupsAt } from '../../domain/group.ts'
import { isExpired, toNumericDate, type Instant } from '../../domain/instant.ts'
import { narrowingsOf } from '../../domain/overflow.ts'
import { effectiveScope, scopeString, withinPolicies } from '../../domain/scope.ts'
import type { ExchangeFacts } from '../../store/exchange/exchange-store.ts'
import type { Needs } from '../needs.ts'
import { recordRefusedExchange, type RefusalReason } from './refused-exchanges.ts'

export type ExchangeRequest = {
  readonly presented: string
  /** Names out of the token's scope, space-separated; can only narrow. */
  readonly scope?: string
  readonly allowedResourceScope?: AllowedScopes
  readonly wasInUrl: boolean
  readonly origin: Origin
}

export type Exchanged =
  | { readonly outcome: 'refused' }
  | {
      readonly outcome: 'exchanged'
      readonly accessToken: string
      /** Undefined unless OpenID is in the effective scope. */
      readonly idToken: string | undefined
      readonly scope: string
      readonly expiresInSeconds: number
      readonly tokenId: string
    }

export type ExchangeNeeds = Pick<
  Needs,
  'store' | 'keyring' | 'keyedHash' | 'now' | 'settings' | 'usageLog' | 'gatheredEvents'
>

export async function exchangeApiToken(needs: ExchangeNeeds, request: ExchangeRequest): Promise<Exchanged> {
  if (request.allowedResourceScope) refuseTooManyScopes(request.allowedResourceScope)
  const now = needs.now()
  const facts = await findPresented(needs, request, now)
  if (facts === undefined) return { outcome: 'refused' }

  const { token, secret, user, organization, roles } = facts
  const expiresAtSeconds = accessTokenEnd(now, needs.settings.accessTokenSeconds, [token, secret])
  if (expiresAtSeconds <= toNumericDate(now)) {
    // Its last fraction of a second: an access token counts in whole ones.
    recordRefusedExchange(needs.gatheredEvents, now, 'expired', request.origin, token)
    return { outcome: 'refused' }
  }
  const { scope: names, allowedResourceScope } = request
  const narrowing = {
    ...(names !== undefined && { scope: names }),
    ...(allowedResourceScope !== undefined && { allowedResourceScope }),
  }
  const scope = withinPolicies(
    effectiveScope(token.allowedScopes, roles, now, [...token.bounds, ...narrowingsOf(narrowing, roles)]),
    organization,
  )
  const issued = {
    issuer: needs.settings.issuer,
    organizationId: token.organizationId,
    now,
    expiresAtSeconds,
  }
  const claims = accessTokenClaims({
    ...issued,
    bearer: { kind: 'api_token', user, apiTokenId: token.id, secretId: secret.id },
    scope,
    roles,
    narrowing,
    contextId: randomUuid(),
    tokenId: randomUuid(),
    status: secret.status,
    asOf: facts.asOf,
  })
  const [accessToken, idToken] = await Promise.all([
    needs.keyring.sign('at+jwt', claims),
    scope.openId
      ? needs.keyring.sign(
          'JWT',
          idTokenClaims({ ...issued, user, apiTokenId: token.id }, groupsAt(facts.groups, now)),
        )
      : undefined,
  ])
  needs.usageLog.record({
    secretId: secret.id,
    apiTokenId: token.id,
    lastUsedAt: now,
    address: request.origin.address,
    userAgent: request.origin.userAgent,
    wasInUrl: request.wasInUrl,
  })
  // One second less than the life of the token, so that a client which counts from the answer never sends a dead one.
  return {
    outcome: 'exchanged',
    accessToken,
    idToken,
    scope: claims.ovl ? scopeString(scope, roles) : claims.scope,
    expiresInSeconds: Math.max(1, expiresAtSeconds - toNumericDate(now) - 1),
    tokenId: token.id,
  }
}

type PresentedNeeds = Pick<Needs, 'store' | 'keyedHash' | 'gatheredEvents'>

/** The facts of a token that may be used now; undefined, with the reason recorded, for any other string. */
export async function findPresented(
  { store, keyedHash, gatheredEvents }: PresentedNeeds,
  { presented, origin }: Pick<ExchangeRequest, 'presented' | 'origin'>,
  now: Instant,
  tolerated: RefusalReason | null = null,
): Promise<ExchangeFacts | undefined> {
  const parsed = parseTokenString(presented, 't')
  if (parsed === undefined) return undefined
  const facts = await store.exchange.findFacts(parsed.id)
  if (facts === undefined) {
    keyedHash.burn('api-token', presented)
    recordRefusedExchange(gatheredEvents, now, 'unknown', origin)
    return undefined
  }
  const isGenuine = keyedHash.matches('api-token', presented, facts.secret.hash)
  const reason = isGenuine ? refusalReason(facts, now) : 'wrong_secret'
  if (reason === undefined || reason === tolerated) return facts
  recordRefusedExchange(gatheredEvents, now, reason, origin, facts.token)
  return undefined
}

function refusalReason(
  { secret, token, user, organization, isMember, isDisabled }: ExchangeFacts,
  now: Instant,
): RefusalReason | undefined {
  // An old value whose time is over is as dead as one that was replaced at once.
  if (token.revokedAt !== null || secret.revokedAt !== null || isExpired(secret, now)) return 'revoked'
  if (isExpired(token, now)) return 'expired'
  if (user.deactivatedAt !== null) return 'user_deactivated'
  if (!isMember) return 'not_a_member'
  if (isDisabled) return 'member_disabled'
  if (organization.suspendedAt !== null) return 'organization_suspended'
  return token.deactivatedAt === null ? undefined : 'deactivated'
}
