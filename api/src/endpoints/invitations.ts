/** Inviting people, and accepting. */
import { endpoint } from '../endpoint.ts'
import {
  AcceptAsNewPerson,
  AcceptSignedIn,
  AcceptedAsNewPerson,
  AcceptedSignedIn,
  Invitation,
  InvitationPage,
  Invite,
  LinkCode,
  LookedInvitation,
  SentInvitation,
  SentInvitations,
} from '../invitations.ts'
import { Strict, Uuid } from '../text.ts'
import { V1, ORGANIZATION, inOrganization, PAGE } from './shared.ts'

const INVITATION = `${ORGANIZATION}/invitations/:invitationId` as const
const ofInvitation = Strict({
  organizationId: Uuid('The organization'),
  invitationId: Uuid('The invitation'),
})

export const listInvitations = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/invitations`,
  summary: 'Who was invited to an organization, the last sent first',
  params: inOrganization,
  query: PAGE,
  answer: InvitationPage,
})
export const inviteMembers = endpoint({
  method: 'POST',
  path: `${ORGANIZATION}/invitations`,
  summary:
    'Invite people, each by a link of their own; an address with an open invitation gets this one in its place',
  params: inOrganization,
  body: Invite,
  status: 201,
  answer: SentInvitations,
})
export const sendInvitationAgain = endpoint({
  method: 'POST',
  path: `${INVITATION}/link`,
  summary: 'Send an invitation again, as its sender from now on: a new link; the old one is dead',
  params: ofInvitation,
  status: 201,
  answer: SentInvitation,
})
export const withdrawInvitation = endpoint({
  method: 'DELETE',
  path: INVITATION,
  summary: 'Withdraw an invitation',
  params: ofInvitation,
  answer: Invitation,
})
export const lookAtInvitation = endpoint({
  method: 'POST',
  path: `${V1}/invitations/look`,
  summary: 'What an invitation is, for whoever holds its link',
  body: Strict({ code: LinkCode }),
  answer: LookedInvitation,
  isRead: true,
})
export const acceptInvitation = endpoint({
  method: 'POST',
  path: `${V1}/invitations/acceptance`,
  summary: 'Accept an invitation with a new account',
  body: AcceptAsNewPerson,
  status: 201,
  answer: AcceptedAsNewPerson,
})
export const acceptInvitationSignedIn = endpoint({
  method: 'POST',
  path: `${V1}/invitations/acceptance/signed-in`,
  summary: 'Accept an invitation with the account that is signed in',
  body: AcceptSignedIn,
  status: 201,
  answer: AcceptedSignedIn,
})
