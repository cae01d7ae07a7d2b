/**
 * Access token and ID token of an app for a person who let it in. Computed anew at each issue, out of what the person
 * allowed, what the app may ask for, and what they hold at this moment; whatever was withdrawn since refuses.
 */
import { leftHalfOfHash } from '../../crypto/digest.ts'
import { randomUuid } from '../../crypto/random.ts'
import { accessTokenClaims, accessTokenEnd } from '../../domain/access-token.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { groupsAt } from '../../domain/group.ts'
import { isExpired, toNumericDate, type Instant } from '../../domain/instant.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { clientIdOf } from '../../domain/oauth/client-url.ts'
import { idTokenOfApp } from '../../domain/oauth/id-token.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { audiencesOf, narrowingTo } from '../../domain/oauth/resources.ts'
import { refusedGrant, type GrantRefusal } from '../../domain/oauth/refused-grant.ts'
import { narrowingsOf } from '../../domain/overflow.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope, scopeString, withinPolicies } from '../../domain/scope.ts'
import type { GrantFacts } from '../../store/oauth/oauth-grants-store.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import type { AuthenticatedClient } from './authenticate-client.ts'
import type { IssuedTokens, Parameters } from './issued-tokens.ts'

type Issue = {
  readonly client: AuthenticatedClient
  readonly parameters: Pick<Parameters, 'all'>
  /** What of the grant's scope this is for. */
  readonly scope: string | null
  readonly nonce: string | null
  readonly dpopThumbprint: string | undefined
  readonly origin: Origin
  readonly now: Instant
}

/** @throws {Refusal} `grant_invalid`, the same whatever it is that was withdrawn */
export function refuseUnlessInForce(facts: GrantFacts | undefined, app: OAuthApp, now: Instant): GrantFacts {
  if (facts === undefined) throw refusedGrant('consent_withdrawn')
  const reason = reasonAgainst(facts, app, now)
  if (reason !== undefined) throw refusedGrant(reason)
  return facts
}

/** Why nothing comes of a grant now; undefined while it is in force. */
export function reasonAgainst(
  { grant, user, isMember, organization }: GrantFacts,
  app: OAuthApp,
  now: Instant,
): GrantRefusal | undefined {
  if (grant.appId !== app.id) return 'of_another_app'
  if (grant.revokedAt !== null) return 'grant_revoked'
  if (isExpired(grant, now)) return 'grant_expired'
  if (user.deactivatedAt !== null) return 'user_deactivated'
  if (!isMember) return 'member_disabled'
  return organization.suspendedAt === null ? undefined : 'organization_suspended'
}

export async function issueToPerson(
  needs: Needs,
  facts: GrantFacts,
  { client: { app, secretId }, parameters, scope: asked, nonce, dpopThumbprint, origin, now }: Issue,
): Promise<IssuedTokens> {
  const { grant, status, consent, user, organization, roles, asOf } = facts
  const { issuer } = needs.settings
  const { words, rights } = askedScope(asked)
  const allowedResourceScope = narrowingTo(
    audiencesAsked(issuer, grant.resources, parameters.all('resource')),
    issuer,
    roles,
  )
  const narrowing = {
    ...(rights !== undefined && { scope: rights }),
    ...(allowedResourceScope !== undefined && { allowedResourceScope }),
  }
  const openId = words.has('openid') && app.allowedScopes.openId && consent.allowed.openId
  const narrowings = [consent.allowed, ...narrowingsOf(narrowing, roles)]
  const scope = {
    ...withinPolicies(effectiveScope(app.allowedScopes, roles, now, narrowings), organization),
    openId,
  }
  const toldWords = openId ? [...words] : []
  const expiresAtSeconds = accessTokenEnd(now, app.accessTokenSeconds, [grant])
  const issued = { issuer, organizationId: organization.id, now, expiresAtSeconds }
  const claims = accessTokenClaims({
    ...{ ...issued, scope, roles, narrowing, dpopThumbprint, words: toldWords, status, asOf },
    bearer: { kind: 'app', user, appId: app.id, grantId: grant.id },
    contextId: randomUuid(),
    tokenId: randomUuid(),
  })
  const accessToken = await needs.keyring.sign('at+jwt', claims)
  const idToken = () =>
    needs.keyring.sign(
      'JWT',
      idTokenOfApp({
        ...{ ...issued, grant, nonce, user, words, clientId: clientIdOf(app) },
        groups: groupsAt(facts.groups, now),
        // That of the key which signs next.
        accessTokenHash: leftHalfOfHash(accessToken, needs.keyring.publicKeys()[0]!.alg),
      }),
    )
  needs.appUsageLog.record({
    ...{ appId: app.id, organizationId: organization.id, secretId, lastUsedAt: now },
    ...{ address: origin.address, userAgent: origin.userAgent },
  })
  return {
    accessToken,
    tokenType: dpopThumbprint === undefined ? 'Bearer' : 'DPoP',
    expiresInSeconds: Math.max(1, expiresAtSeconds - toNumericDate(now) - 1),
    scope: claims.ovl
      ? [...toldWords, scopeString({ ...scope, openId: false }, roles)].join(' ')
      : claims.scope,
    idToken: openId ? await idToken() : undefined,
  }
}

/** Out of those that the grant is for, if it is for some (RFC 8707, section 2.2). */
function audiencesAsked(
  issuer: string,
  granted: readonly string[],
  asked: readonly string[],
): readonly string[] {
  const all = audiencesOf(issuer, { resources: granted })
  if (asked.length === 0) return all
  const some = audiencesOf(issuer, { resources: asked })
  if (all.length > 0 && some.some((audience) => !all.includes(audience))) throw new Refusal('target_invalid')
  return some
}

/** Somebody has what only one should have: whatever came of it is over. @throws {Refusal} `grant_invalid` */
export async function refuseReused(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  { grant }: Pick<GrantFacts, 'grant'>,
  reason: 'code_reused' | 'refresh_token_reused',
  origin: Origin,
): Promise<never> {
  const at = now()
  await store.change(async (tx) => {
    const isFirst = await tx.oauthGrants.revoke(grant.id, at)
    const event = auditEvent(at, origin, 'csp__revoke_oauth_grant', {
      ...{ organizationId: grant.organizationId, userId: grant.userId },
      target: { type: 'oauth_app', id: grant.appId },
      details: { grantId: grant.id, reason },
    })
    return { result: undefined, events: isFirst ? [event] : [] }
  })
  throw refusedGrant(reason)
}
