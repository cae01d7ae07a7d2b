/**
 * From an access token to a caller of our own API. Unlike a service, we look: a revoked API token, a deactivated
 * person, a lost role count at once, not when the access token has expired.
 */
import type { Origin } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { isExpired, type Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { overlapNow } from '../../domain/api-tokens/overlap.ts'
import { bearerKindOf, isForIssuer, type AccessTokenClaims } from '../../domain/access-token.ts'
import { scopeBehind } from '../../domain/overflow.ts'
import { effectiveScope, permOf, withinPolicies, type EffectiveScope } from '../../domain/scope.ts'
import type { CallerFacts } from '../../store/api-tokens/api-tokens-store.ts'
import type { Needs } from '../needs.ts'
import { refuseUnlessProved, type PresentedProof } from '../oauth/prove-key.ts'
import { lookBehindApp } from '../oauth/look-behind-app.ts'

type AccessTokenNeeds = Pick<Needs, 'store' | 'keyring' | 'now'>

export async function authenticateAccessToken(
  needs: AccessTokenNeeds,
  accessToken: string,
  proof: PresentedProof,
  origin: Origin,
): Promise<Caller> {
  const claims = await readAccessToken(needs, accessToken)
  await refuseUnlessProved(needs, claims, accessToken, proof)
  if (bearerKindOf(claims) === 'app') return callerByApp(needs, claims, origin)
  const { facts, scope } = await lookBehind(needs, claims)
  const { token, user, organization } = facts
  const authority = {
    allowed: token.allowedScopes,
    bounds: token.bounds,
    isNarrowed: claims.narrowed === true,
    administration: scope.administration,
    openId: scope.openId,
    grants: scope.grants,
    expiresAt: token.expiresAt,
  }
  return {
    user,
    organization,
    authority,
    session: null,
    apiTokenId: token.id,
    contextId: claims.context,
    origin,
  }
}

/** The person, as far as they let the app in. */
async function callerByApp(
  needs: AccessTokenNeeds,
  claims: AccessTokenClaims,
  origin: Origin,
): Promise<Caller> {
  const { facts, scope, words } = await lookBehindApp(needs, claims)
  const { app, consent, grant, user, organization } = facts
  const { openId, administration, grants } = scope
  return {
    user,
    organization,
    authority: {
      ...{ allowed: app.allowedScopes, bounds: [consent.allowed], isNarrowed: claims.narrowed === true },
      ...{ openId, administration, grants, expiresAt: grant.expiresAt },
    },
    ...{ session: null, apiTokenId: null, app: { id: app.id, words } },
    contextId: claims.context,
    origin,
  }
}

/**
 * Whether it is bound to a key is not looked at.
 * @throws {Refusal} `access_token_invalid` for what is no access token of ours, or has ended
 */
export async function readAccessToken(
  { keyring }: Pick<Needs, 'keyring'>,
  accessToken: string,
): Promise<AccessTokenClaims> {
  const claims = await keyring.verify('at+jwt', accessToken)
  if (claims === undefined) throw new Refusal('access_token_invalid', { cause: 'not genuine, or expired' })
  return claims
}

/** Who stands behind an access token, with what of its scope holds now: never more than it was given. */
export async function lookBehind({ store, now }: Pick<Needs, 'store' | 'now'>, claims: AccessTokenClaims) {
  if (bearerKindOf(claims) === 'machine') throw new Refusal('right_required', { detail: MACHINES })
  const facts = await store.apiTokens.findForCaller(claims.client_id)
  if (facts === undefined) throw new Refusal('access_token_invalid', { cause: 'its API token is gone' })
  const { token, user, organization, isMember } = facts
  const isWithdrawn =
    token.revokedAt !== null || token.deactivatedAt !== null || user.deactivatedAt !== null || !isMember
  if (isWithdrawn)
    throw new Refusal('access_token_invalid', { cause: 'its API token or its user was withdrawn' })
  if (organization.suspendedAt !== null)
    throw new Refusal('access_token_invalid', { cause: 'its organization is suspended' })
  // With its API token, even where the access token was made for longer.
  if (isExpired(token, now())) throw new Refusal('access_token_invalid', { cause: 'its API token expired' })
  const isOfOldValue = claims.value_id === overlapNow(token, now())?.secretId
  if (claims.value_id !== token.secretId && !isOfOldValue) {
    throw new Refusal('access_token_invalid', { cause: 'issued from a value that was replaced' })
  }
  return { facts, scope: scopeNow(claims, facts, now()) }
}

/** Administration counts while the organization's policies allow it, and for an access token that was made for us. */
function scopeNow(
  claims: AccessTokenClaims,
  { token, organization, roles }: CallerFacts,
  now: Instant,
): EffectiveScope {
  const { grants, ...general } =
    claims.ovl_of === undefined
      ? carriedNow(claims, effectiveScope(token.allowedScopes, roles, now, token.bounds))
      : scopeBehind(claims.ovl_of, token, roles, now)
  const scope = {
    openId: general.openId && claims.scope.split(' ').includes('openid'),
    administration: general.administration && isForIssuer(claims),
    grants,
  }
  return withinPolicies(scope, organization)
}

function carriedNow({ perms }: AccessTokenClaims, scope: EffectiveScope): EffectiveScope {
  const carried = new Set(perms)
  return { ...scope, grants: scope.grants.filter((grant) => carried.has(permOf(grant))) }
}

/**
 * An access token is handed to services, and none that receives one is to act here as its user. So an access token
 * changes something only when it was made for Countersign itself.
 * @throws {Refusal} `administration_required`, or `administration_off` where the organization allows it to none
 */
export function refuseUnlessAdministering({ authority, organization }: Caller): void {
  if (authority.administration) return
  if (organization.tokensMayAdminister) {
    throw new Refusal('administration_required', {
      detail:
        'Generate an API token with “May administer Countersign” ticked, and exchange that one. To end an API token, present its value.',
    })
  }
  throw new Refusal('administration_off', {
    detail:
      'The policy “API tokens cannot administer” is on. Do it in the console, or ask an organization owner to switch the policy off.',
  })
}

const MACHINES =
  'An OAuth app’s own access token is for services: no person stands behind it here. Use an API token.'
