/** Who holds which role, and until when. */
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'

export type RoleAssignment = {
  readonly organizationId: string
  readonly userId: string
  readonly serviceId: string | null
  readonly name: string
  readonly resource: string | null
  readonly endsAt: Instant | null
  readonly createdAt: Instant
}

export type RoleReads = {
  /** What the user holds, ended assignments included; the domain decides what counts. */
  heldBy(userId: string, organizationId: string): Promise<HeldRole[]>
}

export type RoleChanges = RoleReads & {
  assign(assignment: RoleAssignment): Promise<void>
  remove(
    organizationId: string,
    userId: string,
    role: Pick<HeldRole, 'serviceId' | 'name' | 'resource'>,
  ): Promise<boolean>
}
