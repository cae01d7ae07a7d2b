/** An organization's own set of permissions, out of the services that it has. */
import type { HeldRole } from './held-role.ts'
import { isCustom } from './held-role.ts'
import type { Instant } from './instant.ts'

export type PermissionsOfService = { readonly serviceId: string; readonly permissions: readonly string[] }

export type CustomRole = {
  /** It never changes, and no other has had it: API tokens and assignments name it. */
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly createdAt: Instant
  /** Those that it has permissions of; none when these services are gone. */
  readonly services: readonly PermissionsOfService[]
}

export type ListedCustomRole = CustomRole & {
  /** People who were given it, or who are in a group that was. */
  readonly holders: number
}

/** Each exchange of everyone who holds it reads them. */
export const MOST_PERMISSIONS = 500

/** What those hold for whom the role becomes another one; null: it is removed. Where nothing is taken, the same objects. */
export function heldAfter(
  held: readonly HeldRole[],
  name: string,
  becomes: readonly PermissionsOfService[] | null,
): HeldRole[] {
  const permissionsOf = new Map(becomes?.map(({ serviceId, permissions }) => [serviceId, permissions]))
  return held.flatMap((role) => {
    if (!isCustom(role) || role.name !== name) return [role]
    const permissions = permissionsOf.get(role.serviceId ?? '') ?? []
    if (permissions.length === 0) return []
    const left = new Set(permissions)
    return [role.permissions.every((each) => left.has(each)) ? role : { ...role, permissions }]
  })
}

/** What is in the one set and not in the other. */
export function beyond(
  some: readonly PermissionsOfService[],
  others: readonly PermissionsOfService[],
): PermissionsOfService[] {
  const had = new Map(others.map(({ serviceId, permissions }) => [serviceId, new Set(permissions)]))
  return some.flatMap(({ serviceId, permissions }) => {
    const more = permissions.filter((name) => !had.get(serviceId)?.has(name))
    return more.length === 0 ? [] : [{ serviceId, permissions: more }]
  })
}
