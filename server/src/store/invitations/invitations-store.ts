/** Invitations of an organization, found by their id in it or by the public part of their link. */
import type { AskedRole } from '../../domain/assigning.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Invitation, ListedInvitation } from '../../domain/invitation.ts'
import type { Page, Paged } from '../page.ts'

/** What a link is kept as. */
export type KeptLink = { readonly linkId: string; readonly linkHash: Uint8Array }

export type NewInvitation = Omit<Invitation, 'acceptedAt' | 'acceptedBy' | 'withdrawnAt'>

export type GroupToJoin = {
  readonly id: string
  readonly displayName: string
  readonly roles: readonly AskedRole[]
}

export type InvitationReads = {
  /** The last sent come first. */
  list(organizationId: string, page: Page): Promise<Paged<ListedInvitation>>
  find(organizationId: string, id: string): Promise<ListedInvitation | undefined>
  findByLink(linkId: string): Promise<(ListedInvitation & { readonly linkHash: Uint8Array }) | undefined>
  /** Of these addresses those that are of members, in any case. */
  memberEmails(organizationId: string, emails: readonly string[]): Promise<string[]>
  /** To these addresses, in any case, those that are neither accepted nor withdrawn. */
  pendingTo(organizationId: string, emails: readonly string[]): Promise<Invitation[]>
  /** Those that are neither accepted nor withdrawn, and have not expired. */
  countOpen(organizationId: string, now: Instant): Promise<number>
  /** Those of the groups that are there, with the roles that joining one gives. */
  groupsToJoin(organizationId: string, ids: readonly string[]): Promise<GroupToJoin[]>
  customRoleNames(organizationId: string, names: readonly string[]): Promise<ReadonlySet<string>>
}

export type InvitationChanges = InvitationReads & {
  /**
   * In the place of the one to the same address that is neither accepted nor withdrawn, whose link is dead then.
   * Answers the id of the row, which stays.
   */
  put(invitation: NewInvitation, link: KeptLink): Promise<string>
  /** True for the one that was first; the link must be the present one. */
  accept(id: string, linkId: string, by: string, at: Instant): Promise<boolean>
  withdraw(organizationId: string, id: string, at: Instant): Promise<boolean>
  /** Those that nobody of the organization sent and nobody has accepted; answers their ids. */
  withdrawFirstOwners(organizationId: string, at: Instant): Promise<string[]>
  /** Deletes those that have been over since then, no more than asked for; answers how many. */
  purge(before: Instant, limit: number): Promise<number>
  joinGroup(organizationId: string, groupId: string, userId: string, at: Instant): Promise<void>
}
