/** Who holds which role, and until when. */
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'

/** What is assigned, to a person or to a group: a service's role, or an organization role, or a custom role by its name. */
export type Assigned = {
  readonly serviceId: string | null
  readonly name: string
  readonly resource: string | null
  readonly startsAt: Instant | null
  readonly endsAt: Instant | null
  readonly createdAt: Instant
}

export type RoleAssignment = Assigned & { readonly organizationId: string; readonly userId: string }

export type RoleReads = {
  /** What the user holds, through groups too, with what has ended or not begun; the domain decides what counts. */
  heldBy(userId: string, organizationId: string): Promise<HeldRole[]>
}

export type LastingHolders = {
  /** Members who can act and hold the organization role themselves, from now on and without an end. */
  countLastingHolders(organizationId: string, name: string, now: Instant): Promise<number>
}

export type RoleChanges = RoleReads &
  LastingHolders & {
    assign(assignment: RoleAssignment): Promise<void>
    remove(
      organizationId: string,
      userId: string,
      role: Pick<Assigned, 'serviceId' | 'name' | 'resource'>,
    ): Promise<boolean>
  }
