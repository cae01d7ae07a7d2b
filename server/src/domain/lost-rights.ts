/** What somebody loses by a change of the roles that they hold. What another role gives as far and for as long is not lost. */
import { reaches } from './assigning.ts'
import type { HeldRole } from './held-role.ts'
import type { Instant } from './instant.ts'

export type LostRights = {
  /** Names of those that end or shrink. */
  readonly roles: readonly string[]
  readonly permissions: readonly string[]
}

/** Undefined when nothing is lost. What begins later is lost as well, what has ended is not. */
export function lostRights(
  before: readonly HeldRole[],
  after: readonly HeldRole[],
  now: Instant,
): LostRights | undefined {
  const stays = new Set(after)
  const touched = before.filter((role) => !stays.has(role) && (role.endsAt === null || role.endsAt > now))
  if (touched.length === 0) return undefined
  const keepers = Map.groupBy(
    after.flatMap((role) => rightsOf(role).map((right) => ({ right, role }))),
    ({ right }) => right,
  )
  const isLost = (right: string, role: HeldRole): boolean =>
    !(keepers.get(right) ?? []).some((keeper) => reaches(keeper.role, role, now))
  const roles = new Set<string>()
  const permissions = new Set<string>()
  for (const role of touched) {
    const gone = role.permissions.filter((name) => isLost(permissionOf(role, name), role))
    for (const name of gone) permissions.add(name)
    if (gone.length > 0 || isLost(nameOf(role), role)) roles.add(role.name)
  }
  return roles.size === 0 ? undefined : { roles: [...roles], permissions: [...permissions] }
}

const nameOf = ({ serviceId, name }: HeldRole): string => JSON.stringify(['role', serviceId, name])
const permissionOf = ({ serviceId }: HeldRole, permission: string): string =>
  JSON.stringify(['permission', serviceId, permission])

const rightsOf = (role: HeldRole): string[] => [
  nameOf(role),
  ...role.permissions.map((permission) => permissionOf(role, permission)),
]
