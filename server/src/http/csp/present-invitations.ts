/** The platform's shape of an invitation. What has not happened is left out: clients compute with null. */
import type { SentInvitation } from '../../actions/invitations/manage-invitations.ts'
import { invitationLink } from '../../actions/invitations/send-invitation.ts'
import type { Needs } from '../../actions/needs.ts'
import type { Instant } from '../../domain/instant.ts'
import { stateOfInvitation, type ListedInvitation } from '../../domain/invitation.ts'
import { organizationLink, serviceLink } from './links.ts'
import { presentAssigned } from './presenters.ts'

const STATUS = { open: 'AVAILABLE', expired: 'EXPIRED', accepted: 'REDEEMED', withdrawn: 'REVOKED' } as const

export const presentInvitation = ({ invitation, inviter, accepter }: ListedInvitation, now: Instant) => {
  const { organizationRoles, services } = presentAssigned(invitation.roles)
  return {
    id: invitation.id,
    refLink: `${organizationLink(invitation.organizationId)}/invitations/${invitation.id}`,
    username: invitation.email,
    status: STATUS[stateOfInvitation(invitation, now)],
    organizationRoles,
    orgRoleNames: organizationRoles.map(({ name }) => name),
    serviceRolesDtos: services.map(({ serviceId, roles }) => ({
      serviceDefinitionLink: serviceLink(serviceId),
      serviceRoleNames: [...new Set(roles.map(({ name }) => name))],
      serviceRoles: roles,
    })),
    generatedAt: invitation.sentAt,
    expirationTime: invitation.expiresAt,
    ...(inviter && { generatedBy: inviter.username }),
    ...(invitation.acceptedAt !== null && { redeemedAt: invitation.acceptedAt }),
    ...(accepter && { redeemedBy: accepter.username }),
    ...(invitation.withdrawnAt !== null && { revokedAt: invitation.withdrawnAt }),
  }
}

/** With the link, which is shown once. */
export const presentSentInvitation = ({ settings, now }: Needs, { listed, code }: SentInvitation) => ({
  ...presentInvitation(listed, now()),
  invitationLink: invitationLink(settings, code),
})
