/** Inviting people, and what whoever holds the link of an invitation can do with it. */
import { endpoints } from '@countersign/api'
import {
  acceptAsNewPerson,
  acceptSignedIn,
  lookAtInvitation,
} from '../../actions/invitations/accept-invitation.ts'
import {
  invite,
  listInvitations,
  sendInvitationAgain,
  withdrawInvitation,
} from '../../actions/invitations/manage-invitations.ts'
import { route } from '../route.ts'
import { askedRoleOf } from './asked-role.ts'
import { presentInvitation, presentLookedInvitation, presentSentInvitation } from './present-invitations.ts'
import { presentOpened } from './opened-session.ts'

export const invitationRoutes = [
  route(endpoints.listInvitations, 'member', async ({ needs, caller, query }) => {
    const { items, total } = await listInvitations(needs, caller, query)
    return { items: items.map((listed) => presentInvitation(listed, needs.now())), total }
  }),
  route(endpoints.inviteMembers, 'recentMember', async ({ needs, caller, body }) => {
    const sent = await invite(needs, caller, { ...body, roles: body.roles.map(askedRoleOf) })
    return { items: sent.map((each) => presentSentInvitation(needs, each)) }
  }),
  route(endpoints.sendInvitationAgain, 'recentMember', async ({ needs, caller, params }) =>
    presentSentInvitation(needs, await sendInvitationAgain(needs, caller, params.invitationId)),
  ),
  route(endpoints.withdrawInvitation, 'recentMember', async ({ needs, caller, params }) =>
    presentInvitation(await withdrawInvitation(needs, caller, params.invitationId), needs.now()),
  ),
  route(endpoints.lookAtInvitation, 'anyone', async ({ needs, origin, body }) =>
    presentLookedInvitation(await lookAtInvitation(needs, origin, body.code), needs.now()),
  ),
  route(endpoints.acceptInvitation, 'anyone', async ({ needs, origin, body, sessionCookie }) => {
    const { presented, deviceMarks } = sessionCookie
    const accepted = await acceptAsNewPerson(needs, origin, body, { session: presented, deviceMarks })
    sessionCookie.set(accepted.opened)
    return {
      organizationId: accepted.organization.id,
      leftOut: [...accepted.leftOut],
      session: await presentOpened(needs, accepted.opened.signedIn),
    }
  }),
  route(endpoints.acceptInvitationSignedIn, 'signedIn', async ({ needs, signedIn, body }) => {
    const { organization, leftOut } = await acceptSignedIn(needs, signedIn, body)
    return { organizationId: organization.id, leftOut: [...leftOut] }
  }),
]
