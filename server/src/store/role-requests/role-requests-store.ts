/** Requests for roles, found in their organization: by who asked, or by what somebody may give. */
import type { GivableRoles } from '../../domain/assigning.ts'
import type { Instant } from '../../domain/instant.ts'
import type {
  Decision,
  ListedRoleRequest,
  RoleRequest,
  RoleRequestState,
} from '../../domain/role-requests/role-request.ts'
import type { Page, Paged } from '../page.ts'

/** One's own, or those of others that somebody may decide. */
export type WhoseRequests =
  { readonly askedBy: string } | { readonly notAskedBy: string; readonly givable: GivableRoles }

export type NewRoleRequest = Omit<
  RoleRequest,
  'decision' | 'decidedAt' | 'decidedBy' | 'decisionReason' | 'grantedUntil' | 'endedAt' | 'endedBy'
>

export type Decided = {
  readonly decision: Decision
  readonly at: Instant
  readonly by: string
  readonly reason: string | null
  readonly grantedUntil: Instant | null
}

export type RoleRequestReads = {
  /** The last asked for come first. */
  list(
    organizationId: string,
    whose: WhoseRequests,
    state: RoleRequestState | null,
    page: Page,
    now: Instant,
  ): Promise<Paged<ListedRoleRequest>>
  find(organizationId: string, id: string): Promise<ListedRoleRequest | undefined>
  /** Those of one person that are neither decided nor over. */
  waitingOf(organizationId: string, userId: string, now: Instant): Promise<RoleRequest[]>
  /** Whatever became of them. */
  countSince(organizationId: string, userId: string, since: Instant): Promise<number>
}

export type RoleRequestChanges = RoleRequestReads & {
  insert(request: NewRoleRequest): Promise<void>
  /** True for the one that was first, while it waits. */
  decide(organizationId: string, id: string, decided: Decided): Promise<boolean>
  /** Withdraws what a person waits for; answers how many. */
  withdrawAll(organizationId: string, userId: string, by: string, at: Instant): Promise<number>
  /** True for the one that was first to end what was granted. */
  end(organizationId: string, id: string, by: string, at: Instant): Promise<boolean>
  /** Deletes those that have been over since then, no more than asked for; answers how many. What is in force stays. */
  purge(before: Instant, limit: number): Promise<number>
}
