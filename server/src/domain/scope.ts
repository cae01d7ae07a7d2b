/**
 * The effective scope: allowed scopes ∩ the roles held now ∩ what the request narrows to.
 * Grants are only ever made from roles that are held, so no selection can name a right into existence.
 */
import type { AllowedScopes, Selection } from './allowed-scopes.ts'
import { NO_SELECTION } from './allowed-scopes.ts'
import type { HeldRole } from './held-role.ts'
import { heldAt } from './held-role.ts'
import type { Instant } from './instant.ts'

/** A role or a permission, on one resource or (null) on all of them. */
export type Grant = {
  readonly kind: 'role' | 'permission'
  readonly serviceId: string | null
  readonly name: string
  readonly resource: string | null
}

export type EffectiveScope = { readonly openId: boolean; readonly grants: readonly Grant[] }

/** What a grant is for, wherever it holds. */
const nameOf = ({ kind, serviceId, name }: Pick<Grant, 'kind' | 'serviceId' | 'name'>): string =>
  `${kind} ${serviceId} ${name}`

const keyOf = (grant: Grant): string =>
  grant.resource === null ? nameOf(grant) : `${nameOf(grant)}/${grant.resource}`

/** What can be done now. Each narrowing can take away, none can add. */
export function effectiveScope(
  allowed: AllowedScopes,
  roles: readonly HeldRole[],
  now: Instant,
  narrowings: readonly AllowedScopes[] = [],
): EffectiveScope {
  const held = heldAt(roles, now)
  let grants = grantsOf(allowed, held)
  for (const narrowing of narrowings) grants = intersection(grants, grantsOf(narrowing, held))
  return { openId: allowed.openId && narrowings.every((narrowing) => narrowing.openId), grants }
}

/** The grant as a member of the access token's `perms`; the resource is percent-encoded so that it holds no slash. */
export function permOf({ serviceId, name, resource }: Grant): string {
  if (serviceId === null) return `csp:${name}`
  return resource === null
    ? `external/${serviceId}/${name}`
    : `external/${serviceId}/${encodeURIComponent(resource.toWellFormed())}/${name}`
}

/** The scope as OAuth writes it: names, space-separated; permissions that come with a role are not repeated. */
export function scopeString({ openId, grants }: EffectiveScope, roles: readonly HeldRole[]): string {
  const granted = new Set(grants.filter(({ kind }) => kind === 'role').map(nameOf))
  const implied = new Set(
    roles.flatMap(({ serviceId, name, permissions }) =>
      granted.has(nameOf({ kind: 'role', serviceId, name })) ? permissions : [],
    ),
  )
  const names = grants
    .filter(({ kind, name }) => kind === 'role' || !implied.has(name))
    .map(({ name }) => name)
  return [...new Set(openId ? ['openid', ...names] : names)].join(' ')
}

/** The roles that these grants give, each on the resource it is granted on, and until the last of what gives it ends. */
export function rolesCovered(grants: readonly Grant[], held: readonly HeldRole[]): HeldRole[] {
  const heldByName = new Map<string, HeldRole[]>()
  for (const role of held) {
    const key = nameOf({ kind: 'role', ...role })
    heldByName.set(key, [...(heldByName.get(key) ?? []), role])
  }
  return grants.flatMap((grant) => {
    const [role] = (heldByName.get(nameOf(grant)) ?? [])
      .filter(({ resource }) => resource === null || resource === grant.resource)
      .toSorted((one, other) => (other.endsAt ?? Infinity) - (one.endsAt ?? Infinity) || 0)
    return role === undefined ? [] : [{ ...role, resource: grant.resource }]
  })
}

/** The request's `scope` as a selection out of what is held: by name, or as written in `perms`. */
export function narrowingOf(scope: string, roles: readonly HeldRole[]): AllowedScopes {
  const asked = new Set(scope.split(' ').filter(Boolean))
  const onResources = resourcesByName(asked)
  // Held on every resource, and asked for on some: so are the `perms` of a token written that is bound to these.
  const askedOn = ({ serviceId, resource }: HeldRole, name: string): readonly (string | null)[] => {
    const permOn = (on: string | null): string => permOf({ kind: 'role', serviceId, name, resource: on })
    if (asked.has(name) || asked.has(permOn(null)) || asked.has(permOn(resource))) return [resource]
    return resource === null ? (onResources.get(`${serviceId}/${name}`) ?? []) : []
  }
  const selectionOf = (serviceId: string | null): Selection => {
    const own = roles.filter((role) => role.serviceId === serviceId)
    const named = (role: HeldRole, name: string): { name: string; resource: string | null }[] =>
      askedOn(role, name).map((resource) => ({ name, resource }))
    return {
      ...NO_SELECTION,
      roles: own.flatMap((role) => named(role, role.name)),
      permissions: own
        .flatMap((role) => role.permissions.flatMap((name) => named(role, name)))
        .map(({ name, resource }) => ({ name, resources: resource === null ? [] : [resource] })),
    }
  }
  const serviceIds = new Set(roles.map((role) => role.serviceId).filter((id) => id !== null))
  return {
    openId: asked.has('openid'),
    allRoles: false,
    organization: selectionOf(null),
    services: [...serviceIds].map((serviceId) => ({ serviceId, ...selectionOf(serviceId) })),
  }
}

/** Of perms that are bound to a resource: `<service>/<name>` to its resources. */
function resourcesByName(perms: ReadonlySet<string>): Map<string, string[]> {
  const resources = new Map<string, string[]>()
  for (const perm of perms) {
    const [, serviceId, encoded, name] = /^external\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(perm) ?? []
    const resource = encoded && decoded(encoded)
    if (!resource) continue
    const known = resources.get(`${serviceId}/${name}`)
    if (known) known.push(resource)
    else resources.set(`${serviceId}/${name}`, [resource])
  }
  return resources
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function grantsOf(allowed: AllowedScopes, held: readonly HeldRole[]): Grant[] {
  const grants = new Map<string, Grant>()
  const add = (grant: Grant): void => {
    grants.set(keyOf(grant), grant)
  }
  for (const role of held) {
    const { serviceId } = role
    const addPermission = (name: string, resource: string | null): void =>
      add({ kind: 'permission', serviceId, name, resource })
    for (const selection of selectionsFor(allowed, serviceId)) {
      for (const resource of selectedResources(selection, role)) {
        add({ kind: 'role', serviceId, name: role.name, resource })
        for (const name of role.permissions) addPermission(name, resource)
      }
      if (selection.allPermissions) for (const name of role.permissions) addPermission(name, role.resource)
      for (const { name, resources } of selection.permissions) {
        if (!role.permissions.includes(name)) continue
        for (const resource of resources.length === 0 ? [null] : resources) {
          const shared = resourceWithin(role, resource)
          if (shared !== undefined) addPermission(name, shared)
        }
      }
    }
  }
  return [...grants.values()]
}

const ALL_ROLES: readonly Selection[] = [{ ...NO_SELECTION, allRoles: true }]

function selectionsFor(allowed: AllowedScopes, serviceId: string | null): readonly Selection[] {
  if (allowed.allRoles) return ALL_ROLES
  if (serviceId === null) return [allowed.organization]
  return allowed.services.filter((service) => service.serviceId === serviceId)
}

function selectedResources(selection: Selection, role: HeldRole): (string | null)[] {
  if (selection.allRoles) return [role.resource]
  return selection.roles
    .filter(({ name }) => name === role.name)
    .map(({ resource }) => resourceWithin(role, resource))
    .filter((resource) => resource !== undefined)
}

/**
 * The resource that a held role and a selection share; undefined when they share none. What is of the organization
 * itself can't be bound to a resource: `perms` could not say so, and it would hold everywhere.
 */
function resourceWithin(held: HeldRole, selected: string | null): string | null | undefined {
  if (selected === null || selected === held.resource) return held.resource
  return held.resource === null && held.serviceId !== null ? selected : undefined
}

/** By name first: a thousand resources on both sides must not cost a million comparisons. */
function intersection(some: readonly Grant[], others: readonly Grant[]): Grant[] {
  const othersByName = new Map<string, Set<string | null>>()
  for (const other of others) {
    const resources = othersByName.get(nameOf(other))
    if (resources) resources.add(other.resource)
    else othersByName.set(nameOf(other), new Set([other.resource]))
  }
  const shared = new Map<string, Grant>()
  for (const one of some) {
    for (const resource of sharedResources(one.resource, othersByName.get(nameOf(one)) ?? new Set())) {
      const grant = { ...one, resource }
      shared.set(keyOf(grant), grant)
    }
  }
  return [...shared.values()]
}

function sharedResources(resource: string | null, others: ReadonlySet<string | null>): (string | null)[] {
  if (resource === null) return [...others]
  return others.has(null) || others.has(resource) ? [resource] : []
}
