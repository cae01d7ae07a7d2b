/**
 * From an access token to a caller of our own API. Unlike a service, we look: a revoked API token, a deactivated
 * person, a lost role count at once, not when the access token has expired.
 */
import type { Origin } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { AccessTokenClaims } from '../../domain/access-token.ts'
import type { Instant } from '../../domain/instant.ts'
import { scopeBehind } from '../../domain/overflow.ts'
import { effectiveScope, permOf, type EffectiveScope } from '../../domain/scope.ts'
import type { CallerFacts } from '../../store/api-tokens/api-tokens-store.ts'
import type { Needs } from '../needs.ts'

type AccessTokenNeeds = Pick<Needs, 'store' | 'keyring' | 'now'>

export async function authenticateAccessToken(
  needs: AccessTokenNeeds,
  accessToken: string,
  origin: Origin,
): Promise<Caller> {
  const { claims, facts, scope } = await lookBehind(needs, accessToken)
  const { token, user, organization } = facts
  const authority = {
    allowed: token.allowedScopes,
    isNarrowed: claims.narrowed === true,
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

/** What an access token says and who stands behind it, with what of its scope holds now: never more than it was given. */
export async function lookBehind({ store, keyring, now }: AccessTokenNeeds, accessToken: string) {
  const claims = await keyring.verify('at+jwt', accessToken)
  if (claims === undefined) throw new Refusal('access_token_invalid', { cause: 'not genuine, or expired' })
  const facts = await store.apiTokens.findForCaller(claims.client_id)
  if (facts === undefined) throw new Refusal('access_token_invalid', { cause: 'its API token is gone' })
  const { token, user, isMember } = facts
  const isWithdrawn =
    token.revokedAt !== null || token.deactivatedAt !== null || user.deactivatedAt !== null || !isMember
  if (isWithdrawn)
    throw new Refusal('access_token_invalid', { cause: 'its API token or its user was withdrawn' })
  if (claims.value_id !== token.secretId) {
    throw new Refusal('access_token_invalid', { cause: 'issued from a value that was replaced' })
  }
  return { claims, facts, scope: scopeNow(claims, facts, now()) }
}

function scopeNow(claims: AccessTokenClaims, { token, roles }: CallerFacts, now: Instant): EffectiveScope {
  const isOpenId = claims.scope.split(' ').includes('openid')
  if (claims.ovl_of !== undefined) {
    const { openId, grants } = scopeBehind(claims.ovl_of, token.allowedScopes, roles, now)
    return { openId: openId && isOpenId, grants }
  }
  const { openId, grants } = effectiveScope(token.allowedScopes, roles, now)
  const perms = new Set(claims.perms)
  return { openId: openId && isOpenId, grants: grants.filter((grant) => perms.has(permOf(grant))) }
}
