/**
 * Who may give which role: nobody more than they have. Owners have the organization and so give whatever there is in it;
 * anyone else who manages members gives what they hold themselves, no longer than they hold it.
 */
import { permits, type Authority } from './authority.ts'
import { heldAt, isCustom, type HeldRole } from './held-role.ts'
import type { Instant } from './instant.ts'
import { isOrganizationRole } from './organization-roles.ts'
import type { Period } from './period.ts'
import { rolesCovered } from './scope.ts'

/** A role as it is assigned: a service's, an organization role, or a custom role by its name alone. */
export type AskedRole = Period & Pick<HeldRole, 'serviceId' | 'name' | 'resource'>

/** What tells one role from the others. */
type Named = Pick<AskedRole, 'serviceId' | 'name' | 'resource'>

export const isSameRole = (one: Named, other: Named): boolean =>
  one.serviceId === other.serviceId && one.name === other.name && one.resource === other.resource

/** Of those that are asked for twice, the last: nobody holds one twice. */
export const eachRoleOnce = <Role extends Named>(roles: readonly Role[]): Role[] => [
  ...new Map(
    roles.map((role) => [JSON.stringify([role.serviceId, role.name, role.resource]), role]),
  ).values(),
]

export type Giver = {
  readonly authority: Pick<Authority, 'grants'>
  /** What the person behind it holds. */
  readonly held: readonly HeldRole[]
  readonly now: Instant
}

/** What every member has: belonging to the organization gives it. */
const MEMBERSHIP = 'org_member'

/** Owners are touched by owners alone. */
export const isOwner = (roles: readonly Pick<HeldRole, 'serviceId' | 'name'>[]): boolean =>
  roles.some(({ serviceId, name }) => serviceId === null && name === 'org_owner')

export const actsAsOwner = ({ grants }: Pick<Authority, 'grants'>): boolean =>
  isOwner(grants.filter(({ kind }) => kind === 'role'))

/** Answers for one role after another: what the giver holds is looked through once. */
export function mayGive({ authority, held, now }: Giver): (asked: AskedRole) => boolean {
  if (!permits(authority, 'members.manage')) return () => false
  const present = heldAt(held, now)
  const own = Map.groupBy(rolesCovered(authority.grants, present), ({ name }) => name)
  const custom = Map.groupBy(present.filter(isCustom), ({ name }) => name)
  const isByOwner = actsAsOwner(authority)
  return (asked) => {
    const { serviceId, name } = asked
    // Whose credential covers a custom role in some of its services only would give all of it.
    const parts = serviceId !== null || isOrganizationRole(name) ? [asked] : (custom.get(name) ?? [])
    const covered = (own.get(name) ?? []).filter((role) => reaches(role, asked, now))
    const holdsIt =
      parts.length > 0 && parts.every((part) => covered.some((role) => role.serviceId === part.serviceId))
    if (serviceId === null && name === 'platform_operator') return holdsIt
    return holdsIt || isByOwner || (serviceId === null && name === MEMBERSHIP)
  }
}

/** Whether somebody could do as much, and for as long, with what they hold themselves; owners have the organization. */
export function holdsAsMuch({ authority, held, now }: Giver): (role: HeldRole) => boolean {
  if (actsAsOwner(authority)) return () => true
  const own = rolesCovered(authority.grants, heldAt(held, now))
  return (role) =>
    own.some(
      (each) => each.serviceId === role.serviceId && each.name === role.name && reaches(each, role, now),
    )
}

/** Of which roles somebody may give at least a while: all that there are, or these; null stands for every resource. */
export type GivableRoles =
  | { readonly everything: true }
  | {
      readonly everything: false
      readonly roles: readonly Named[]
    }

/** What `mayGive` says of every role at once, but for `platform_operator`, as a list to look things up by. */
export function givableBy(giver: Giver): GivableRoles {
  const { authority, held, now } = giver
  if (!permits(authority, 'members.manage')) return { everything: false, roles: [] }
  if (actsAsOwner(authority)) return { everything: true }
  const isGivable = mayGive(giver)
  const own = rolesCovered(authority.grants, heldAt(held, now)).map((role) => ({
    serviceId: isCustom(role) ? null : role.serviceId,
    name: role.name,
    resource: role.resource,
  }))
  const roles = eachRoleOnce([{ serviceId: null, name: MEMBERSHIP, resource: null }, ...own])
  return {
    everything: false,
    roles: roles.filter((role) => isGivable({ ...role, startsAt: null, endsAt: now + 1 })),
  }
}

/** Whether somebody who holds these has no need to be given it. */
export const isHeldAlready = (held: readonly HeldRole[], asked: AskedRole, now: Instant): boolean =>
  heldAt(held, now).some((role) => isOfSameRole(role, asked) && reaches(role, asked, now))

export const isOfSameRole = (own: HeldRole, asked: Pick<AskedRole, 'serviceId' | 'name'>): boolean =>
  own.name === asked.name && isOfSameService(own, asked)

const isOfSameService = (own: HeldRole, asked: Pick<AskedRole, 'serviceId'>): boolean =>
  own.serviceId === asked.serviceId || (asked.serviceId === null && isCustom(own))

/** On as much, and for as long. */
export const reaches = (own: HeldRole, asked: AskedRole, now: Instant): boolean =>
  (own.resource === null || own.resource === asked.resource) &&
  (own.startsAt ?? 0) <= Math.max(asked.startsAt ?? 0, now) &&
  (own.endsAt === null || (asked.endsAt !== null && asked.endsAt <= own.endsAt))

/** What somebody could put into a role that others hold, owners apart: held on every resource, and for good. */
export const lastingPermissions = ({ authority, held, now }: Giver, serviceId: string): ReadonlySet<string> =>
  new Set(
    rolesCovered(authority.grants, heldAt(held, now))
      .filter((role) => role.serviceId === serviceId && role.resource === null && role.endsAt === null)
      .flatMap(({ permissions }) => permissions),
  )
