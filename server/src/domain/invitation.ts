/**
 * An invitation to an organization. It is no membership and gives nothing by itself: what its sender may still give when
 * it is accepted is what the invited person gets.
 */
import type { AskedRole } from './assigning.ts'
import { DAY_MS, type Instant } from './instant.ts'

/** What is known of a person by name, long after. */
type Named = { readonly id: string; readonly username: string }

export type Invitation = {
  readonly id: string
  readonly organizationId: string
  readonly email: string
  readonly roles: readonly AskedRole[]
  readonly groupIds: readonly string[]
  /** Null for the first owner's, which whoever runs the installation made. */
  readonly invitedBy: string | null
  readonly createdAt: Instant
  /** When the link that works was made. */
  readonly sentAt: Instant
  readonly expiresAt: Instant
  /** Whether the present link was sent by mail, beside being told to its sender. */
  readonly isMailed: boolean
  readonly acceptedAt: Instant | null
  readonly acceptedBy: string | null
  readonly withdrawnAt: Instant | null
}

/** The names are null when the people are gone. */
export type ListedInvitation = {
  readonly invitation: Invitation
  readonly inviter: Named | null
  readonly accepter: Named | null
}

export const INVITATION_MS = 7 * DAY_MS

export type InvitationState = 'open' | 'expired' | 'accepted' | 'withdrawn'

export function stateOfInvitation(
  { acceptedAt, withdrawnAt, expiresAt }: Pick<Invitation, 'acceptedAt' | 'withdrawnAt' | 'expiresAt'>,
  now: Instant,
): InvitationState {
  if (acceptedAt !== null) return 'accepted'
  if (withdrawnAt !== null) return 'withdrawn'
  return expiresAt <= now ? 'expired' : 'open'
}
