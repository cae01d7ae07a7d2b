/**
 * From a machine's access token to what stands behind it now: the app, its secret or key, its organization, its roles. Like
 * that of a person's, for what we are asked ourselves; services check offline.
 */
import type { AccessTokenClaims } from '../../domain/access-token.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope, permOf, withinPolicies, type EffectiveScope } from '../../domain/scope.ts'
import { scopeBehind } from '../../domain/overflow.ts'
import type { AssignedRole } from '../../domain/held-role.ts'
import type { Needs } from '../needs.ts'

type Behind = { readonly scope: EffectiveScope; readonly roles: readonly AssignedRole[] }

/** @throws {Refusal} `access_token_invalid` when anything that it came from is gone */
export async function lookBehindMachine(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  claims: AccessTokenClaims,
): Promise<Behind> {
  const { client_id: id, context_name: organizationId, value_id: credentialId } = claims
  const [client, machine] = await Promise.all([
    store.oauthApps.findClient(id),
    store.oauthApps.findMachine(id, organizationId),
  ])
  if (client === undefined || machine === undefined) throw gone('its app is gone')
  const { app, secrets } = client
  if (app.deactivatedAt !== null) throw gone('its app is deactivated')
  if (machine.organization.suspendedAt !== null) throw gone('its organization is suspended')
  const isProved =
    secrets.some(
      ({ id: secretId, expiresAt }) =>
        secretId === credentialId && !(expiresAt !== null && expiresAt <= now()),
    ) || app.publicKeys.some(({ kid = 'key' }) => kid === credentialId)
  if (!isProved) throw gone('its secret or key has ended')
  const roles = await store.oauthApps.rolesOf(organizationId, id)
  const bounded = { allowedScopes: app.allowedScopes, bounds: [] }
  const scope =
    claims.ovl_of === undefined
      ? carried(claims, effectiveScope(app.allowedScopes, roles, now()))
      : scopeBehind(claims.ovl_of, bounded, roles, now())
  return { scope: withinPolicies({ ...scope, openId: false }, machine.organization), roles }
}

function carried({ perms }: AccessTokenClaims, scope: EffectiveScope): EffectiveScope {
  const named = new Set(perms)
  return { ...scope, grants: scope.grants.filter((grant) => named.has(permOf(grant))) }
}

const gone = (cause: string): Refusal => new Refusal('access_token_invalid', { cause })
