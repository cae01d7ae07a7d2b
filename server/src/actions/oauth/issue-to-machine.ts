/** Client credentials (RFC 6749, section 4.4): a machine gets an access token of its own rights, in one organization. */
import { randomUuid } from '../../crypto/random.ts'
import { accessTokenClaims, accessTokenEnd } from '../../domain/access-token.ts'
import { toNumericDate } from '../../domain/instant.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { audiencesOf, narrowingTo } from '../../domain/oauth/resources.ts'
import { narrowingsOf } from '../../domain/overflow.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope, scopeString, withinPolicies } from '../../domain/scope.ts'
import type { Grant } from './issued-tokens.ts'

export const issueToMachine: Grant = async (needs, { client, parameters, origin, dpopThumbprint }) => {
  const { app, credentialId, secretId, secretEndsAt = null, status } = client
  if (app.kind !== 'machine' || credentialId === null)
    throw new Refusal('client_unauthorized', { detail: ONLY_MACHINES })
  const organizationId = parameters.get('orgId') ?? parameters.get('org_id') ?? app.organizationId
  const facts =
    organizationId === app.organizationId && client.machine !== undefined
      ? client.machine
      : await needs.store.oauthApps.findMachine(app.id, organizationId)
  if (facts === undefined) throw new Refusal('client_unauthorized', { detail: NOT_THERE })
  const { organization, roles, asOf } = facts
  if (organization.suspendedAt !== null) throw new Refusal('client_unauthorized', { detail: SUSPENDED })

  const now = needs.now()
  const { rights } = askedScope(parameters.get('scope'))
  const { issuer } = needs.settings
  const audiences = audiencesOf(issuer, {
    resources: parameters.all('resource'),
    audiences: parameters.all('audience'),
  })
  const allowedResourceScope = narrowingTo(audiences, issuer, roles)
  const narrowing = {
    ...(rights !== undefined && { scope: rights }),
    ...(allowedResourceScope !== undefined && { allowedResourceScope }),
  }
  const scope = withinPolicies(
    effectiveScope(app.allowedScopes, roles, now, narrowingsOf(narrowing, roles)),
    organization,
  )
  const expiresAtSeconds = accessTokenEnd(now, app.accessTokenSeconds, [{ expiresAt: secretEndsAt }])
  const claims = accessTokenClaims({
    ...{
      issuer,
      organizationId,
      now,
      expiresAtSeconds,
      scope: { ...scope, openId: false },
      roles,
      narrowing,
    },
    bearer: { kind: 'machine', appId: app.id, credentialId },
    contextId: randomUuid(),
    tokenId: randomUuid(),
    dpopThumbprint,
    ...(status && { status }),
    asOf,
  })
  const accessToken = await needs.keyring.sign('at+jwt', claims)
  needs.appUsageLog.record({
    ...{ appId: app.id, organizationId, secretId, lastUsedAt: now },
    ...{ address: origin.address, userAgent: origin.userAgent },
  })
  return {
    accessToken,
    tokenType: dpopThumbprint === undefined ? 'Bearer' : 'DPoP',
    expiresInSeconds: Math.max(1, expiresAtSeconds - toNumericDate(now) - 1),
    scope: claims.ovl ? scopeString({ ...scope, openId: false }, roles) : claims.scope,
  }
}

const ONLY_MACHINES =
  'Client credentials are for OAuth apps of the kind machine. Use the authorization code for people.'
const NOT_THERE =
  'The organization does not have this OAuth app, or does not exist. Leave orgId out for the app’s own, or let an owner there add it.'
const SUSPENDED = 'The organization is suspended. Wait until a platform operator reopens it.'
