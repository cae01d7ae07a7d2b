/** How far a caller may go, and whether what they ask for goes beyond it: rights only ever shrink. */
import type { AllowedScopes, Selection } from './allowed-scopes.ts'
import { NO_SELECTION } from './allowed-scopes.ts'
import type { Instant } from './instant.ts'
import type { OrganizationPermission } from './organization-roles.ts'
import type { Grant } from './scope.ts'

export type Authority = {
  /** The bound the grants came from: every scope for a session, the API token's for an access token. */
  readonly allowed: AllowedScopes
  /** The exchange narrowed the access token: then "all roles" is not its to give, whatever it happens to hold. */
  readonly isNarrowed: boolean
  readonly openId: boolean
  /** What the caller can do at this moment. */
  readonly grants: readonly Grant[]
  /** When the caller's own credential ends; null when never. A session does not bound what it creates. */
  readonly expiresAt: Instant | null
}

export const permits = ({ grants }: Authority, permission: OrganizationPermission): boolean =>
  grants.some(
    ({ kind, serviceId, name }) => kind === 'permission' && serviceId === null && name === permission,
  )

/** The names of what goes beyond the caller's authority; empty when everything is within it. */
export function exceedingScopes(asked: AllowedScopes, authority: Authority): string[] {
  const exceeding: string[] = []
  const wildcards = authority.isNarrowed ? undefined : authority.allowed
  if (asked.openId && !authority.openId) exceeding.push('openid')
  if (asked.allRoles && !wildcards?.allRoles) exceeding.push('all roles')
  exceeding.push(...exceedingSelection(null, asked.organization, wildcards?.organization, authority))
  for (const service of asked.services) {
    const own = wildcards?.services.find(({ serviceId }) => serviceId === service.serviceId)
    exceeding.push(...exceedingSelection(service.serviceId, service, own, authority))
  }
  return [...new Set(exceeding)]
}

export const exceedsLifetime = (expiresAt: Instant | null, authority: Authority): boolean =>
  authority.expiresAt !== null && (expiresAt === null || expiresAt > authority.expiresAt)

function exceedingSelection(
  serviceId: string | null,
  asked: Selection,
  own: Selection = NO_SELECTION,
  authority: Authority,
): string[] {
  const everything = authority.allowed.allRoles && !authority.isNarrowed
  const follows = (kind: Grant['kind'], name: string): boolean =>
    everything ||
    own.allRoles ||
    (kind === 'role'
      ? own.roles.some((role) => role.name === name && role.resource === null)
      : own.allPermissions ||
        own.permissions.some((permission) => permission.name === name && permission.resources.length === 0))
  // "As far as it is held" (no resource) is only given by who has it on every resource, or as far as it is held.
  const covers = (kind: Grant['kind'], name: string, resource: string | null): boolean => {
    if (serviceId === null && resource !== null) return false
    const grants = authority.grants.filter(
      (grant) => grant.kind === kind && grant.serviceId === serviceId && grant.name === name,
    )
    if (grants.some((grant) => grant.resource === null || grant.resource === resource)) return true
    return resource === null && grants.length > 0 && follows(kind, name)
  }
  // All of a service one has nothing in would be a promise about the future.
  const isPresent = authority.grants.some((grant) => grant.serviceId === serviceId)
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
