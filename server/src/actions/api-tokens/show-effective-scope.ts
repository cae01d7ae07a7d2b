/** What a choice of scopes, or a token that has made it, can do right now; and what it has lost. */
import { refuseTooManyScopes, type AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { effectiveScope, permOf, scopeString, type EffectiveScope, type Grant } from '../../domain/scope.ts'
import type { Needs } from '../needs.ts'
import { findOwnApiToken } from './show-api-token.ts'

export type LostScope = Grant & { readonly reason: 'not_held' | 'ended' }
export type ScopePreview = EffectiveScope & {
  readonly lost: readonly LostScope[]
  readonly scope: string
  readonly perms: readonly string[]
}

export async function previewScopes(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  { user, organization }: Caller,
  scopes: AllowedScopes,
): Promise<ScopePreview> {
  refuseTooManyScopes(scopes)
  return preview(scopes, await store.roles.heldBy(user.id, organization.id), now())
}

export async function showEffectiveScope(
  needs: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<ScopePreview> {
  const { allowedScopes } = await findOwnApiToken(needs.store, caller, id)
  return previewScopes(needs, caller, allowedScopes)
}

function preview(allowed: AllowedScopes, roles: readonly HeldRole[], now: Instant): ScopePreview {
  const scope = effectiveScope(allowed, roles, now)
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
  const isSame =
    (one: Grant) =>
    (other: Grant): boolean =>
      one.kind === other.kind &&
      one.serviceId === other.serviceId &&
      one.name === other.name &&
      (one.resource === null || other.resource === null || one.resource === other.resource)
  // What is held now is among the grants, so an assignment that would give it has ended.
  const wasHeld = ({ kind, serviceId, name, resource }: Grant): boolean =>
    roles.some(
      (role) =>
        role.serviceId === serviceId &&
        (kind === 'role' ? role.name === name : role.permissions.includes(name)) &&
        (role.resource === null || resource === null || role.resource === resource),
    )
  return chosen
    .filter((grant) => !grants.some(isSame(grant)))
    .map((grant) => ({ ...grant, reason: wasHeld(grant) ? 'ended' : 'not_held' }))
}
