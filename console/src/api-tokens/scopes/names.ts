/** What roles, permissions and services are called. What is held no longer has no name here and keeps its own. */
import { groupKey, type RoleGroup } from './choice.ts'

export type ScopeNames = {
  readonly service: (serviceId: string) => string
  readonly role: (serviceId: string | null, name: string) => string
  /** The sentence that describes it, or its name. */
  readonly permission: (serviceId: string | null, name: string) => string
}

export function namesOf(groups: readonly RoleGroup[]): ScopeNames {
  const services = new Map<string, string>()
  // By place and name: ten thousand rights are looked up at once.
  const roles = new Map<string, string>()
  const permissions = new Map<string, string>()
  const keyOf = (serviceId: string | null, name: string): string => `${groupKey({ serviceId })} ${name}`
  for (const { serviceId, displayName, roles: held } of groups) {
    if (serviceId !== null) services.set(serviceId, displayName)
    for (const role of held) {
      roles.set(keyOf(serviceId, role.name), role.displayName)
      for (const { name, description } of role.permissions)
        permissions.set(keyOf(serviceId, name), description)
    }
  }
  return {
    service: (serviceId) => services.get(serviceId) ?? 'a service you no longer have a role in',
    role: (serviceId, name) => roles.get(keyOf(serviceId, name)) || name,
    permission: (serviceId, name) => permissions.get(keyOf(serviceId, name)) || name,
  }
}
