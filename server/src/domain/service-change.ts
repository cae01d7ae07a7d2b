/** What another definition of a service, or its removal, makes of the roles that somebody holds. */
import { isCustom, type HeldRole } from './held-role.ts'
import type { ServiceDefinition } from './service.ts'

export type ServiceChange = {
  readonly serviceId: string
  /** Null: the service goes. */
  readonly becomes: Pick<ServiceDefinition, 'roles' | 'permissions'> | null
}

export function rolesAfter(held: readonly HeldRole[], { serviceId, becomes }: ServiceChange): HeldRole[] {
  const defined = new Set(becomes?.permissions.map(({ name }) => name))
  const roles = new Map(becomes?.roles.map((role) => [role.name, role]))
  return held.flatMap((role) => {
    if (role.serviceId !== serviceId) return [role]
    if (isCustom(role)) {
      const permissions = role.permissions.filter((name) => defined.has(name))
      return permissions.length === 0 ? [] : [{ ...role, permissions }]
    }
    const next = roles.get(role.name)
    return next === undefined ? [] : [{ ...role, permissions: next.permissions }]
  })
}

/** Permissions that a role has more than before, by the name of the role. A role that was not there is not widened. */
export const widening = (
  before: Pick<ServiceDefinition, 'roles'>,
  after: Pick<ServiceDefinition, 'roles'>,
): ReadonlyMap<string, readonly string[]> => {
  const had = new Map(before.roles.map(({ name, permissions }) => [name, new Set(permissions)]))
  return new Map(
    after.roles.flatMap(({ name, permissions }) => {
      const own = had.get(name)
      const more = own === undefined ? [] : permissions.filter((permission) => !own.has(permission))
      return more.length === 0 ? [] : [[name, more] as const]
    }),
  )
}
