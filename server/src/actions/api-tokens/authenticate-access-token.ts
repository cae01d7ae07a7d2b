/**
 * From an access token to a caller of our own API. Unlike a service, we look: a revoked API token, a deactivated
 * person, a lost role count at once, not when the access token has expired.
 */
import type { Origin } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope, permOf } from '../../domain/scope.ts'
import type { Needs } from '../needs.ts'

export async function authenticateAccessToken(
  { store, keyring, now }: Pick<Needs, 'store' | 'keyring' | 'now'>,
  accessToken: string,
  origin: Origin,
): Promise<Caller> {
  const claims = await keyring.verify('at+jwt', accessToken)
  if (claims === undefined) throw new Refusal('access_token_invalid', { cause: 'not genuine, or expired' })
  const facts = await store.apiTokens.findForCaller(claims.client_id)
  if (facts === undefined) throw new Refusal('access_token_invalid', { cause: 'its API token is gone' })
  const { token, user, organization, isMember, roles } = facts
  const isWithdrawn =
    token.revokedAt !== null || token.deactivatedAt !== null || user.deactivatedAt !== null || !isMember
  if (isWithdrawn)
    throw new Refusal('access_token_invalid', { cause: 'its API token or its user was withdrawn' })
  if (claims.value_id !== token.secretId) {
    throw new Refusal('access_token_invalid', { cause: 'issued from a value that was replaced' })
  }
  const scope = effectiveScope(token.allowedScopes, roles, now())
  const perms = new Set(claims.perms)
  const authority = {
    allowed: token.allowedScopes,
    isNarrowed: claims.narrowed === true,
    openId: scope.openId && claims.scope.split(' ').includes('openid'),
    grants: scope.grants.filter((grant) => perms.has(permOf(grant))),
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
