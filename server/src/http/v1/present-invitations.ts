/** Invitations as they are shown. The code of a link stands behind `#`, which no browser sends: no log gets it by a GET. */
import type { Invitation, LookedInvitation, SentInvitation } from '@countersign/api'
import type { Looked } from '../../actions/invitations/accept-invitation.ts'
import type { SentInvitation as Sent } from '../../actions/invitations/manage-invitations.ts'
import { invitationLink } from '../../actions/invitations/send-invitation.ts'
import type { Needs } from '../../actions/needs.ts'
import { toRfc3339, toRfc3339OrNull, type Instant } from '../../domain/instant.ts'
import { stateOfInvitation, type ListedInvitation } from '../../domain/invitation.ts'

export const presentInvitation = (
  { invitation, inviter, accepter }: ListedInvitation,
  now: Instant,
): Invitation => ({
  id: invitation.id,
  email: invitation.email,
  state: stateOfInvitation(invitation, now),
  roles: invitation.roles.map((role) => ({
    ...role,
    startsAt: toRfc3339OrNull(role.startsAt),
    endsAt: toRfc3339OrNull(role.endsAt),
  })),
  groupIds: [...invitation.groupIds],
  invitedBy: inviter?.username ?? null,
  sentAt: toRfc3339(invitation.sentAt),
  expiresAt: toRfc3339(invitation.expiresAt),
  isMailed: invitation.isMailed,
  acceptedAt: toRfc3339OrNull(invitation.acceptedAt),
  acceptedBy: accepter?.username ?? null,
  withdrawnAt: toRfc3339OrNull(invitation.withdrawnAt),
})

export const presentSentInvitation = ({ settings, now }: Needs, { listed, code }: Sent): SentInvitation => ({
  invitation: presentInvitation(listed, now()),
  link: invitationLink(settings, code),
})

export const presentLookedInvitation = (
  { invitation, inviter, accepter, organization }: Looked,
  now: Instant,
): LookedInvitation => ({
  organization: organization.displayName,
  email: invitation.email,
  invitedBy: inviter?.username ?? null,
  state: stateOfInvitation(invitation, now),
  expiresAt: toRfc3339(invitation.expiresAt),
  acceptedAt: toRfc3339OrNull(invitation.acceptedAt),
  acceptedBy: accepter?.username ?? null,
})
