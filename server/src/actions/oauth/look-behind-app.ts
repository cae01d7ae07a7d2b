/**
 * From an access token of an app to the person who let it in, for what we are asked ourselves: the grant, the app, the
 * person, their roles, as they are now. Never more than the token was given.
 */
import type { AccessTokenClaims } from '../../domain/access-token.ts'
import { isForIssuer } from '../../domain/access-token.ts'
import { isExpired, type Instant } from '../../domain/instant.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { scopeBehind } from '../../domain/overflow.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope, permOf, withinPolicies, type EffectiveScope } from '../../domain/scope.ts'
import type { GrantFacts } from '../../store/oauth/oauth-grants-store.ts'
import type { Needs } from '../needs.ts'

export type BehindApp = {
  readonly facts: GrantFacts
  readonly scope: EffectiveScope
  /** Of OpenID Connect: what it may be told of the person. */
  readonly words: ReadonlySet<string>
}

/** @throws {Refusal} `access_token_invalid` when anything that it came from is gone */
export async function lookBehindApp(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  claims: AccessTokenClaims,
): Promise<BehindApp> {
  const facts = await store.oauthGrants.find(claims.grant_id ?? '')
  const at = now()
  const reason = facts === undefined ? 'its consent was withdrawn' : reasonAgainst(facts, claims, at)
  if (facts === undefined || reason !== undefined)
    throw new Refusal('access_token_invalid', { cause: reason, detail: OVER })
  return { facts, scope: scopeNow(claims, facts, at), words: askedScope(claims.scope).words }
}

function reasonAgainst(
  { grant, app, user, organization, isMember }: GrantFacts,
  { client_id, context_name }: AccessTokenClaims,
  now: Instant,
): string | undefined {
  if (grant.appId !== client_id || grant.organizationId !== context_name) return 'another grant'
  if (grant.revokedAt !== null || isExpired(grant, now)) return 'its grant is over'
  if (app.deactivatedAt !== null) return 'its app is deactivated'
  if (user.deactivatedAt !== null || !isMember) return 'its person was withdrawn'
  return organization.suspendedAt === null ? undefined : 'its organization is suspended'
}

function scopeNow(claims: AccessTokenClaims, facts: GrantFacts, now: Instant): EffectiveScope {
  const { app, consent, roles, organization } = facts
  const carried = new Set(claims.perms)
  const whole =
    claims.ovl_of === undefined
      ? effectiveScope(app.allowedScopes, roles, now, [consent.allowed])
      : scopeBehind(
          claims.ovl_of,
          { allowedScopes: app.allowedScopes, bounds: [consent.allowed] },
          roles,
          now,
        )
  const scope = {
    openId: claims.scope.split(' ').includes('openid') && app.allowedScopes.openId,
    administration: whole.administration && isForIssuer(claims),
    grants:
      claims.ovl_of === undefined ? whole.grants.filter((grant) => carried.has(permOf(grant))) : whole.grants,
  }
  return withinPolicies(scope, organization)
}

const OVER =
  'The access token is not valid: what the person allowed the app is over, or one of the two was withdrawn. Begin again with a new authorization.'
