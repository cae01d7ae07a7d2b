/**
 * What a choice of scopes, or a token that has made it, can do right now; what it has lost; and how much of it an
 * access token would carry. The answer is bounded in bytes, and tells how many there were.
 */
import { audienceOf } from '../../domain/access-token.ts'
import { refuseTooManyScopes, withoutRepetition, type AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { foretoldRights, type Foretold } from '../../domain/overflow.ts'
import {
  effectiveScope,
  opensNothing,
  scopeString,
  type Bounded,
  type EffectiveScope,
  withinPolicies,
} from '../../domain/scope.ts'
import { grantsOut, type Grant, type Grants } from '../../domain/grants.ts'
import type { Policies } from '../../domain/organization.ts'
import { boundsOfMade } from './bounds-of-made.ts'
import type { Needs } from '../needs.ts'
import { findOwnApiToken } from './show-api-token.ts'

export type LostScope = Grant & { readonly reason: 'not_held' | 'ended' }
export type ScopePreview = EffectiveScope &
  Foretold & {
    /** Of all grants, listed or not. */
    readonly grantCount: number
    readonly lost: readonly LostScope[]
    readonly lostCount: number
    readonly scope: string
  }

type Worth = Pick<Needs, 'store' | 'now' | 'settings'>

/** Of grants, and of what was lost. What a person can read is far less; ten thousand rights would be megabytes. */
const MOST_BYTES = 128 * 1024
const MOST_SCOPE_CHARACTERS = 32 * 1024

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

/** Answers of each of the caller's API tokens whether it opens nothing now; their roles are read once. */
export async function whatOpensNothing(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  { user, organization }: Caller,
): Promise<(token: Bounded) => boolean> {
  const roles = await store.roles.heldBy(user.id, organization.id)
  const at = now()
  return (token) => opensNothing(token, roles, at, organization)
}

const worthNow = async (
  { store, now, settings }: Worth,
  { user, organization }: Caller,
  scopes: AllowedScopes,
  bounds: readonly AllowedScopes[],
): Promise<ScopePreview> => {
  const roles = await store.roles.heldBy(user.id, organization.id)
  return preview({ scopes, bounds }, roles, { at: now(), issuer: settings.issuer, policies: organization })
}

function preview(
  { scopes: allowed, bounds }: { scopes: AllowedScopes; bounds: readonly AllowedScopes[] },
  roles: readonly HeldRole[],
  { at, issuer, policies }: { at: Instant; issuer: string; policies: Policies },
): ScopePreview {
  const scope = withinPolicies(effectiveScope(allowed, roles, at, bounds), policies)
  const lost = lostScopes(allowed, scope, roles)
  const ofRoles = scope.grants.filter(({ kind }) => kind === 'role')
  const ofPermissions = scope.grants.filter(({ kind }) => kind === 'permission')
  return {
    ...scope,
    ...foretoldRights({ aud: audienceOf(issuer, scope), scope, roles, now: at }),
    // Where not all can be listed, the names of roles say the most.
    grants: firstOf([...ofRoles, ...ofPermissions]),
    grantCount: scope.grants.length,
    lost: firstOf(lost),
    lostCount: lost.length,
    scope: firstNamesOf(scopeString(scope, roles)),
  }
}

function firstOf<Item>(items: readonly Item[]): readonly Item[] {
  let bytes = 0
  const end = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item))) > MOST_BYTES)
  return end === -1 ? items : items.slice(0, end)
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

const firstNamesOf = (scope: string): string =>
  scope.length <= MOST_SCOPE_CHARACTERS
    ? scope
    : scope.slice(0, scope.lastIndexOf(' ', MOST_SCOPE_CHARACTERS))
