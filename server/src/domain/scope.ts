/**
 * The effective scope: allowed scopes ∩ the roles held now ∩ what the request narrows to.
 * Grants are only ever made from roles that are held, so no selection can name a right into existence.
 */
import type { AllowedScopes, SelectedPermission, SelectedRole, Selection } from './allowed-scopes.ts'
import { NO_SELECTION } from './allowed-scopes.ts'
import { createGrants, grantsOut, MOST_GRANTS, type Grant, type Grants } from './grants.ts'
import type { HeldRole } from './held-role.ts'
import { heldAt } from './held-role.ts'
import type { Instant } from './instant.ts'
import type { Policies } from './organization.ts'

export type { Grant }

export type EffectiveScope = {
  readonly openId: boolean
  readonly administration: boolean
  readonly grants: readonly Grant[]
}

/** The general scope as scripts write it, beside `openid`. */
export const ADMINISTRATION = 'administration'

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
  const every = [allowed, ...narrowings]
  return {
    openId: every.every(({ openId }) => openId),
    administration: every.every(({ administration }) => administration),
    grants: grants.list,
  }
}

/** What is left of a scope that was computed before. */
export function narrowedScope(
  scope: EffectiveScope,
  roles: readonly HeldRole[],
  now: Instant,
  narrowings: readonly AllowedScopes[],
): EffectiveScope {
  const held = heldAt(roles, now)
  let grants = grantsOut(scope.grants)
  for (const narrowing of narrowings) grants = intersection(grants, grantsOf(narrowing, held))
  return {
    openId: scope.openId && narrowings.every(({ openId }) => openId),
    administration: scope.administration && narrowings.every(({ administration }) => administration),
    grants: grants.list,
  }
}

/** An API token's own scopes, and what bounds them. */
export type Bounded = { readonly allowedScopes: AllowedScopes; readonly bounds: readonly AllowedScopes[] }

/** Whether it opens nothing now, and tells nobody who its person is; the first role that gives anything settles it. */
export function opensNothing(
  { allowedScopes: allowed, bounds }: Bounded,
  roles: readonly HeldRole[],
  now: Instant,
  policies: Policies,
): boolean {
  const every = [allowed, ...bounds]
  if (every.every(({ openId }) => openId)) return false
  if (policies.tokensMayAdminister && every.every(({ administration }) => administration)) return false
  if (bounds.length > 0) return effectiveScope(allowed, roles, now, bounds).grants.length === 0
  const chosenOf = choiceByService(allowed)
  return heldAt(roles, now).every((role) => {
    const chosen = chosenOf(role.serviceId)
    if (chosen === undefined) return true
    const grants = createGrants()
    addGrantsOf(role, chosen, grants, new Set())
    return grants.list.length === 0
  })
}

/** What an organization's policies leave of it. */
export const withinPolicies = (scope: EffectiveScope, { tokensMayAdminister }: Policies): EffectiveScope =>
  scope.administration && !tokensMayAdminister ? { ...scope, administration: false } : scope

/** The grant as a member of the access token's `perms`; the resource is percent-encoded so that it holds no slash. */
export function permOf({ serviceId, name, resource }: Grant): string {
  if (serviceId === null) return `csp:${name}`
  return resource === null
    ? `external/${serviceId}/${name}`
    : `external/${serviceId}/${encodeURIComponent(resource.toWellFormed())}/${name}`
}

/** The scope as OAuth writes it: names, space-separated; permissions that come with a role are not repeated. */
export function scopeString(
  { openId, administration, grants }: EffectiveScope,
  roles: readonly HeldRole[],
): string {
  const granted = grantsOut(grants.filter(({ kind }) => kind === 'role'))
  const implied = new Set(
    roles.flatMap((role) =>
      granted.resourcesOf({ ...role, kind: 'role' }) === undefined ? [] : role.permissions,
    ),
  )
  const names = grants
    .filter(({ kind, name }) => kind === 'role' || !implied.has(name))
    .map(({ name }) => name)
  const general = [...(openId ? ['openid'] : []), ...(administration ? [ADMINISTRATION] : [])]
  return [...new Set([...general, ...names])].join(' ')
}

/**
 * The roles that these grants give, each on the resource it is granted on: once for each way in which it is held, directly
 * or through a group, and of one way until the last of what gives it ends.
 */
export function rolesCovered(grants: readonly Grant[], held: readonly HeldRole[]): HeldRole[] {
  const heldByName = Map.groupBy(held, nameOf)
  return grants.flatMap((grant) => {
    const own = grant.kind === 'role' ? (heldByName.get(nameOf(grant)) ?? []) : []
    const giving = own.filter(({ resource }) => resource === null || resource === grant.resource)
    const byWay = new Map<string | null, HeldRole>()
    for (const role of giving.toSorted(byEnd)) byWay.set(role.group?.id ?? null, role)
    return [...byWay.values()].map((role) => ({ ...role, resource: grant.resource }))
  })
}

const nameOf = ({ serviceId, name }: Pick<HeldRole, 'serviceId' | 'name'>): string => `${serviceId} ${name}`

const byEnd = (one: HeldRole, other: HeldRole): number =>
  (one.endsAt ?? Infinity) - (other.endsAt ?? Infinity) || 0

/** The request's `scope` as a selection out of what is held: by name, or as written in `perms`. */
export function narrowingOf(scope: string, roles: readonly HeldRole[]): AllowedScopes {
  const asked = new Set(scope.split(' ').filter(Boolean))
  const onResources = resourcesOfPerms(asked)
  // Held on every resource, and asked for on some: so are the `perms` of a token written that is bound to these.
  const askedOn = ({ serviceId, resource }: HeldRole, name: string): readonly (string | null)[] => {
    if (asked.has(name)) return [resource]
    if (serviceId === null) return asked.has(`csp:${name}`) ? [null] : []
    const resources = onResources.get(`${serviceId}/${name}`)
    if (resources === undefined) return []
    if (resources.has(null) || resources.has(resource?.toWellFormed() ?? null)) return [resource]
    return resource === null ? [...resources] : []
  }
  const selections = new Map<string | null, ChosenNames>()
  for (const role of roles) {
    const { serviceId } = role
    const own = selections.get(serviceId) ?? { roles: [], permissions: [] }
    selections.set(serviceId, own)
    for (const resource of askedOn(role, role.name)) own.roles.push({ name: role.name, resource })
    for (const name of role.permissions) {
      for (const resource of askedOn(role, name)) {
        own.permissions.push({ name, resources: resource === null ? [] : [resource] })
      }
    }
  }
  const organization = { ...NO_SELECTION, ...selections.get(null) }
  const services = [...selections].flatMap(([serviceId, own]) =>
    serviceId === null ? [] : [{ ...NO_SELECTION, ...own, serviceId }],
  )
  return {
    openId: asked.has('openid'),
    administration: asked.has(ADMINISTRATION),
    allRoles: false,
    organization,
    services,
  }
}

type ChosenNames = { readonly roles: SelectedRole[]; readonly permissions: SelectedPermission[] }

/** Of perms of services: `<service>/<name>` to its resources, null when it is on every one. */
function resourcesOfPerms(perms: ReadonlySet<string>): Map<string, Set<string | null>> {
  const resources = new Map<string, Set<string | null>>()
  for (const perm of perms) {
    const [, serviceId, encoded, name] = /^external\/([^/]+)(?:\/([^/]+))?\/([^/]+)$/.exec(perm) ?? []
    const resource = encoded === undefined ? null : decoded(encoded)
    if (name !== undefined && resource !== undefined) addTo(resources, `${serviceId}/${name}`, resource)
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

function addTo(map: Map<string, Set<string | null>>, key: string, resource: string | null): void {
  const known = map.get(key)
  if (known) known.add(resource)
  else map.set(key, new Set([resource]))
}

function grantsOf(allowed: AllowedScopes, held: readonly HeldRole[]): Grants {
  // What a person holds is bounded where roles are assigned; what they choose out of it, on which resources, is here.
  const grants = createGrants(allowed.allRoles ? Infinity : MOST_GRANTS)
  const chosenOf = choiceByService(allowed)
  const doneEverywhere = new Set<string>()
  for (const role of held) {
    const chosen = chosenOf(role.serviceId)
    if (chosen !== undefined) addGrantsOf(role, chosen, grants, doneEverywhere)
  }
  return grants
}

function addGrantsOf(role: HeldRole, chosen: Choice, grants: Grants, doneEverywhere: Set<string>): void {
  const { serviceId } = role
  const addPermission = (name: string, resource: string | null): void =>
    grants.add({ kind: 'permission', serviceId, name, resource })
  for (const resource of chosen.allRoles ? [role.resource] : shared(role, chosen.roles.get(role.name))) {
    grants.add({ kind: 'role', serviceId, name: role.name, resource })
    for (const name of role.permissions) addPermission(name, resource)
  }
  if (chosen.allPermissions) for (const name of role.permissions) addPermission(name, role.resource)
  if (chosen.permissions.size === 0) return
  for (const name of role.permissions) {
    // Many roles may carry one permission; from those that hold everywhere it follows only once.
    const key = `${serviceId} ${name}`
    if (doneEverywhere.has(key)) continue
    if (role.resource === null) doneEverywhere.add(key)
    for (const resource of shared(role, chosen.permissions.get(name))) addPermission(name, resource)
  }
}

/** What is chosen in one place, by name, with the resources it is narrowed to: null when as far as it is held. */
type Choice = Pick<Selection, 'allRoles' | 'allPermissions'> & {
  readonly roles: Map<string, Set<string | null>>
  readonly permissions: Map<string, Set<string | null>>
}

/** By name, and of a service that is named twice all of it: how often one is named must cost no more than its length. */
function choiceByService(allowed: AllowedScopes): (serviceId: string | null) => Choice | undefined {
  if (allowed.allRoles) return () => ALL_ROLES
  const choices = new Map<string | null, Choice>()
  for (const selection of [{ serviceId: null, ...allowed.organization }, ...allowed.services]) {
    const known = choices.get(selection.serviceId)
    const choice: Choice = {
      allRoles: selection.allRoles || known?.allRoles === true,
      allPermissions: selection.allPermissions || known?.allPermissions === true,
      roles: known?.roles ?? new Map(),
      permissions: known?.permissions ?? new Map(),
    }
    choices.set(selection.serviceId, choice)
    for (const { name, resource } of selection.roles) addTo(choice.roles, name, resource)
    for (const { name, resources } of selection.permissions) {
      for (const resource of resources.length === 0 ? [null] : resources)
        addTo(choice.permissions, name, resource)
    }
  }
  return (serviceId) => choices.get(serviceId)
}

const ALL_ROLES: Choice = { ...NO_SELECTION, allRoles: true, roles: new Map(), permissions: new Map() }

/**
 * The resources that a held role and what is selected share. What is of the organization itself can't be bound to a
 * resource: `perms` could not say so, and it would hold everywhere.
 */
function shared(held: HeldRole, selected: ReadonlySet<string | null> = NONE): readonly (string | null)[] {
  if (selected.has(null) || selected.has(held.resource)) {
    // Named on some resources as well, those say nothing more.
    return [held.resource]
  }
  return held.resource === null && held.serviceId !== null ? [...selected] : []
}

const NONE: ReadonlySet<string | null> = new Set()

/** By name first: a thousand resources on both sides must not cost a million comparisons. */
function intersection(some: Grants, others: Grants): Grants {
  const both = createGrants()
  for (const one of some.list) {
    for (const resource of sharedResources(one.resource, others.resourcesOf(one) ?? NONE)) {
      both.add({ ...one, resource })
    }
  }
  return both
}

function sharedResources(resource: string | null, others: ReadonlySet<string | null>): (string | null)[] {
  if (resource === null) return [...others]
  return others.has(null) || others.has(resource) ? [resource] : []
}
