/**
 * A role that a user holds in an organization: an organization role, a role of one of its services, or what a custom role
 * holds in one service, which is then as good as a role of it. Directly or through a group.
 */
import type { Group } from './group.ts'
import type { Instant } from './instant.ts'
import { isWithin, type Period } from './period.ts'

export type HeldRole = Period & {
  /** The service whose permissions these are; null for an organization role. */
  readonly serviceId: string | null
  readonly name: string
  /** The one resource it is bound to; null means every resource. Organization roles are never bound. */
  readonly resource: string | null
  readonly permissions: readonly string[]
  /** Through which it is held; null when it was given to the person. */
  readonly group: Group | null
}

/** As it was assigned, to a person or to a group: a service's role, an organization role, or a custom role by its name. */
export type Assigned = Period &
  Pick<HeldRole, 'serviceId' | 'name' | 'resource'> & { readonly createdAt: Instant }

export type AssignedRole = HeldRole & { readonly assignedAt: Instant }

/** An assignment that has ended, or has yet to begin, counts as none. */
export const heldAt = (roles: readonly HeldRole[], now: Instant): HeldRole[] =>
  roles.filter((role) => isWithin(role, now))

/** Every role of a service is written `<service>:<name>`, so that no organization can name one of its own like it. */
export const isCustom = ({ serviceId, name }: Pick<HeldRole, 'serviceId' | 'name'>): boolean =>
  serviceId !== null && !name.includes(':')
