/** Somebody as the people of an organization are listed: who they are, what they hold and whether they can act in it. */
import type { GroupMembership } from './group.ts'
import { isCustom, type HeldRole } from './held-role.ts'
import { isOwner } from './assigning.ts'
import type { Instant } from './instant.ts'
import type { User } from './user.ts'

export type Person = {
  readonly user: User
  readonly joinedAt: Instant
  /** In this organization. */
  readonly disabledAt: Instant | null
  readonly lastSignedInAt: Instant | null
  /** API tokens in this organization that are exchanged as long as the person can act. */
  readonly apiTokens: number
  /** What has ended or not begun too. */
  readonly roles: readonly HeldRole[]
  /** Those that hold no role too, and those whose time has ended or not begun. */
  readonly groups: readonly GroupMembership[]
}

/** A role as it was given: a custom role is one, in however many services it counts. */
export type GivenRole = Omit<HeldRole, 'permissions'>

export function givenRoles(roles: readonly HeldRole[], now: Instant): GivenRole[] {
  const given = new Map<string, GivenRole>()
  for (const { permissions: _, ...role } of roles) {
    if (role.endsAt !== null && role.endsAt <= now) continue
    const serviceId = isCustom(role) ? null : role.serviceId
    const key = JSON.stringify([serviceId, role.name, role.resource, role.group?.id])
    given.set(key, { ...role, serviceId })
  }
  return [...given.values()]
}

/** Only an owner touches these: what they could lose, nobody else could give back. */
export const isOwnersAlone = (roles: readonly Pick<HeldRole, 'serviceId' | 'name'>[]): boolean =>
  isOwner(roles) || roles.some(({ serviceId, name }) => serviceId === null && name === 'platform_operator')
