/** How far a caller may go, and whether what they ask for goes beyond it: rights only ever shrink. */
import type { AllowedScopes, Selection } from './allowed-scopes.ts'
import { NO_SELECTION } from './allowed-scopes.ts'
import { grantsOut, type Grant, type Grants } from './grants.ts'
import type { Instant } from './instant.ts'
import type { OrganizationPermission } from './organization-roles.ts'

export type Authority = {
  /** The bound the grants came from: every scope for a session, the API token's for an access token. */
  readonly allowed: AllowedScopes
  /** What bounds the API token of the caller beside its own scopes. */
  readonly bounds: readonly AllowedScopes[]
  /** The exchange narrowed the access token: then "all roles" is not its to give, whatever it happens to hold. */
  readonly isNarrowed: boolean
  readonly openId: boolean
  /** It may make changes at Countersign itself. */
  readonly administration: boolean
  /** What the caller can do at this moment. */
  readonly grants: readonly Grant[]
  /** When the caller's own credential ends; null when never. A session does not bound what it creates. */
  readonly expiresAt: Instant | null
}

export const permits = ({ grants }: Pick<Authority, 'grants'>, permission: OrganizationPermission): boolean =>
  grants.some(
    ({ kind, serviceId, name }) => kind === 'permission' && serviceId === null && name === permission,
  )

/** The names of what goes beyond the caller's authority; empty when everything is within it. */
export function exceedingScopes(asked: AllowedScopes, authority: Authority): string[] {
  const exceeding: string[] = []
  const wildcards = authority.isNarrowed ? undefined : authority.allowed
  const ownOf = new Map(wildcards?.services.map((service) => [service.serviceId, service]))
  const held = grantsOut(authority.grants)
  const present = new Set(authority.grants.map(({ serviceId }) => serviceId))
  const exceedingIn = (serviceId: string | null, selection: Selection, own?: Selection): string[] =>
    exceedingSelection({ serviceId, selection, own, authority, held, isPresent: present.has(serviceId) })
  if (asked.openId && !authority.openId) exceeding.push('openid')
  if (asked.administration && !authority.administration) exceeding.push('administration')
  if (asked.allRoles && !wildcards?.allRoles) exceeding.push('all roles')
  exceeding.push(...exceedingIn(null, asked.organization, wildcards?.organization))
  for (const service of asked.services) {
    exceeding.push(...exceedingIn(service.serviceId, service, ownOf.get(service.serviceId)))
  }
  return [...new Set(exceeding)]
}

export const exceedsLifetime = (expiresAt: Instant | null, authority: Authority): boolean =>
  authority.expiresAt !== null && (expiresAt === null || expiresAt > authority.expiresAt)

type Asked = {
  readonly serviceId: string | null
  readonly selection: Selection
  /** What the caller's own API token chose there, as far as it may be passed on. */
  readonly own: Selection | undefined
  readonly authority: Authority
  /** The caller's grants, by what they are for. */
  readonly held: Grants
  /** Whether the caller has anything there. */
  readonly isPresent: boolean
}

function exceedingSelection({
  serviceId,
  selection: asked,
  own = NO_SELECTION,
  authority,
  held,
  isPresent,
}: Asked): string[] {
  const everything = authority.allowed.allRoles && !authority.isNarrowed
  const ownRoles = new Set(own.roles.filter(({ resource }) => resource === null).map(({ name }) => name))
  const ownPermissions = new Set(
    own.permissions.filter(({ resources }) => resources.length === 0).map(({ name }) => name),
  )
  const follows = (kind: Grant['kind'], name: string): boolean =>
    everything ||
    own.allRoles ||
    (kind === 'role' ? ownRoles.has(name) : own.allPermissions || ownPermissions.has(name))
  // "As far as it is held" (no resource) is only given by who has it on every resource, or as far as it is held.
  const covers = (kind: Grant['kind'], name: string, resource: string | null): boolean => {
    if (serviceId === null && resource !== null) return false
    const resources = held.resourcesOf({ kind, serviceId, name })
    if (resources === undefined) return false
    if (resources.has(null) || resources.has(resource)) return true
    return resource === null && follows(kind, name)
  }
  // All of a service one has nothing in would be a promise about the future.
  const where = serviceId === null ? 'the organization' : `service ${serviceId}`
  const exceeding: string[] = []
  if (asked.allRoles && !(isPresent && (everything || own.allRoles))) exceeding.push(`all roles of ${where}`)
  if (asked.allPermissions && !(isPresent && (everything || own.allRoles || own.allPermissions))) {
    exceeding.push(`all permissions of ${where}`)
  }
  for (const { name, resource } of asked.roles) if (!covers('role', name, resource)) exceeding.push(name)
  for (const { name, resources } of asked.permissions) {
    for (const resource of resources.length === 0 ? [null] : resources) {
      if (!covers('permission', name, resource)) exceeding.push(name)
    }
  }
  return exceeding
}
