/** What a choice of scopes, or a token that has made it, can do right now; and what it has lost. */
import { refuseTooManyScopes, withoutRepetition, type AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import {
  effectiveScope,
  permOf,
  scopeString,
  type EffectiveScope,
  withinPolicies,
} from '../../domain/scope.ts'
import { grantsOut, type Grant, type Grants } from '../../domain/grants.ts'
import type { Policies } from '../../domain/organization.ts'
import { boundsOfMade } from './bounds-of-made.ts'
import type { Needs } from '../needs.ts'
import { findOwnApiToken } from './show-api-token.ts'

export type LostScope = Grant & { readonly reason: 'not_held' | 'ended' }
export type ScopePreview = EffectiveScope & {
  readonly lost: readonly LostScope[]
  readonly scope: string
  readonly perms: readonly string[]
}

type Worth = Pick<Needs, 'store' | 'now'>

export async function previewScopes(
  needs: Worth,
  caller: Caller,
  scopes: AllowedScopes,
): Promise<ScopePreview> {
  refuseTooManyScopes(scopes)
  return worthNow(needs, caller, withoutRepetition(scopes), boundsOfMade(caller))
}

/** Of a token that is there, however much its scopes name. */
export async function showEffectiveScope(needs: Worth, caller: Caller, id: string): Promise<ScopePreview> {
  const { allowedScopes, bounds } = await findOwnApiToken(needs.store, caller, id)
  return worthNow(needs, caller, allowedScopes, bounds)
}

const worthNow = async (
  { store, now }: Worth,
  { user, organization }: Caller,
  scopes: AllowedScopes,
  bounds: readonly AllowedScopes[],
): Promise<ScopePreview> =>
  preview({ scopes, bounds }, await store.roles.heldBy(user.id, organization.id), now(), organization)

function preview(
  { scopes: allowed, bounds }: { scopes: AllowedScopes; bounds: readonly AllowedScopes[] },
  roles: readonly HeldRole[],
  now: Instant,
  policies: Policies,
): ScopePreview {
  const scope = withinPolicies(effectiveScope(allowed, roles, now, bounds), policies)
  return {
    ...scope,
    lost: lostScopes(allowed, scope, roles),
    scope: scopeString(scope, roles),
    perms: [...new Set(scope.grants.map(permOf))],
  }
}

/** What was chosen by name and is worth nothing now. */
function lostScopes(
  allowed: AllowedScopes,
  { grants }: EffectiveScope,
  roles: readonly HeldRole[],
): LostScope[] {
  const chosen: Grant[] = [{ serviceId: null, ...allowed.organization }, ...allowed.services].flatMap(
    (selection) => [
      ...selection.roles.map(({ name, resource }) => ({
        kind: 'role' as const,
        serviceId: selection.serviceId,
        name,
        resource,
      })),
      ...selection.permissions.flatMap(({ name, resources }) =>
        (resources.length === 0 ? [null] : resources).map((resource) => ({
          kind: 'permission' as const,
          serviceId: selection.serviceId,
          name,
          resource,
        })),
      ),
    ],
  )
  const worth = grantsOut(grants)
  // What is held now is among the grants, so an assignment that would give it has ended.
  const once = grantsOut(
    roles.flatMap(({ serviceId, name, resource, permissions }) => [
      { kind: 'role' as const, serviceId, name, resource },
      ...permissions.map((permission) => ({
        kind: 'permission' as const,
        serviceId,
        name: permission,
        resource,
      })),
    ]),
  )
  const meets = (held: Grants, grant: Grant): boolean => {
    const resources = held.resourcesOf(grant)
    if (resources === undefined) return false
    return grant.resource === null || resources.has(null) || resources.has(grant.resource)
  }
  return chosen
    .filter((grant) => !meets(worth, grant))
    .map((grant) => ({ ...grant, reason: meets(once, grant) ? 'ended' : 'not_held' }))
}
