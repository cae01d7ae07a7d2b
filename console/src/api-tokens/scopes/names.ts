/** What roles, permissions and services are called. What is held no longer has no name here and keeps its own. */
import type { RoleGroup } from './choice.ts'

export type ScopeNames = {
  readonly service: (serviceId: string) => string
  readonly role: (serviceId: string | null, name: string) => string
  /** The sentence that describes it, or its name. */
  readonly permission: (serviceId: string | null, name: string) => string
}

export function namesOf(groups: readonly RoleGroup[]): ScopeNames {
  const groupOf = (serviceId: string | null): RoleGroup | undefined =>
    groups.find((group) => group.serviceId === serviceId)
  return {
    service: (serviceId) => groupOf(serviceId)?.displayName ?? 'a service you no longer have a role in',
    role: (serviceId, name) =>
      groupOf(serviceId)?.roles.find((role) => role.name === name)?.displayName || name,
    permission: (serviceId, name) =>
      groupOf(serviceId)
        ?.roles.flatMap(({ permissions }) => permissions)
        .find((permission) => permission.name === name)?.description || name,
  }
}
