/** A role that a user holds in an organization: an organization role, or a role of one of its services. */
import type { Instant } from './instant.ts'

export type HeldRole = {
  /** The service that defines the role; null for an organization role. */
  readonly serviceId: string | null
  readonly name: string
  /** The one resource it is bound to; null means every resource. Organization roles are never bound. */
  readonly resource: string | null
  readonly permissions: readonly string[]
  readonly endsAt: Instant | null
}

export type AssignedRole = HeldRole & { readonly assignedAt: Instant }

/** An assignment that has ended counts as gone. */
export const heldAt = (roles: readonly HeldRole[], now: Instant): HeldRole[] =>
  roles.filter((role) => role.endsAt === null || role.endsAt > now)
