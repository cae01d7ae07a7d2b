/** Who holds which role, and until when. */
import type { GroupMembership } from '../../domain/group.ts'
import type { Assigned, HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import type { RoleHolderReads } from './role-holders-store.ts'

export type RoleAssignment = Assigned & { readonly organizationId: string; readonly userId: string }

export type RoleReads = RoleHolderReads & {
  /** What the user holds, through groups too, with what has ended or not begun; the domain decides what counts. */
  heldBy(userId: string, organizationId: string): Promise<readonly HeldRole[]>
  /** The groups that the user is in, those without a role too, and those they are not in yet or any more. */
  groupsOf(userId: string, organizationId: string): Promise<readonly GroupMembership[]>
}

export type LastingHolders = {
  /** Members who can act and hold the organization role themselves, from now on and without an end. */
  countLastingHolders(organizationId: string, name: string, now: Instant): Promise<number>
}

export type RoleChanges = RoleReads &
  LastingHolders & {
    /** As it was given to the user themselves, whether or not it has ended. */
    assignmentOf(
      organizationId: string,
      userId: string,
      role: Pick<Assigned, 'serviceId' | 'name' | 'resource'>,
    ): Promise<Pick<Assigned, 'startsAt' | 'endsAt' | 'createdAt'> | undefined>
    assign(assignment: RoleAssignment): Promise<void>
    remove(
      organizationId: string,
      userId: string,
      role: Pick<Assigned, 'serviceId' | 'name' | 'resource'>,
    ): Promise<boolean>
  }
