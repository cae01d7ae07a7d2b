/** Inviting people into the organization. Whoever invites gets the links, and hands them over where no mail goes out. */
import { Invite } from '@countersign/api'
import {
  invite,
  listInvitations,
  showInvitation,
  withdrawInvitation,
} from '../../actions/invitations/manage-invitations.ts'
import { Refusal } from '../../domain/refusal.ts'
import { createValidatorCompiler } from '../validation.ts'
import { rolesToBeginWith } from './asked-roles.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { givenMembers } from './given-members.ts'
import { bodyFields, queryFields, type Fields } from './lenient-body.ts'
import { namesIn } from './named-people.ts'
import { pageOf, paged } from './pages.ts'
import { presentInvitation, presentSentInvitation } from './present-invitations.ts'

const MOST_GROUPS = 100
const { list, text } = givenMembers('request_invalid', { items: MOST_GROUPS, characters: 60 })

const idOf = ({ request }: Parameters<CompatibleHandler>[0]): string =>
  (request.params as { invitation: string }).invitation

export const inviteUsers: CompatibleHandler = async ({ needs, caller, request }) => {
  const body = bodyFields(request)
  const roles = rolesToBeginWith(body, 'serviceRolesDtos')
  // Some clients write it as text.
  const isQuiet = body['skipNotify'] === true || body['skipNotify'] === 'true'
  const groupIds = list(body['customGroupsIds'], 'customGroupsIds').map((id) =>
    text(id, 'each of customGroupsIds'),
  )
  const asked = { emails: emailsIn(body), roles, groupIds, isQuiet }
  const sent = await invite(needs, caller, asked)
  return { totalResults: sent.length, results: sent.map((each) => presentSentInvitation(needs, each)) }
}

export const invitations: CompatibleHandler = async ({ needs, caller, request }) => {
  const query = queryFields(request)
  const page = pageOf(query)
  const { items, total } = await listInvitations(needs, caller, page)
  const results = items.map((listed) => presentInvitation(listed, needs.now()))
  // So clients ask that read the list itself.
  if (query['expand'] !== undefined) return results
  return paged(`/orgs/${caller.organization.id}/invitations`, page, { items: results, total })
}

export const invitation: CompatibleHandler = async (asked) =>
  presentInvitation(await showInvitation(asked.needs, asked.caller, idOf(asked)), asked.needs.now())

export const withdrawInvitationHandler: CompatibleHandler = async (asked) =>
  presentInvitation(await withdrawInvitation(asked.needs, asked.caller, idOf(asked)), asked.needs.now())

/** Invited under another one, nobody could be told from the account that has it: the same addresses as in our own API. */
const isAddressList = createValidatorCompiler()({
  schema: Invite.properties.emails,
  method: 'POST',
  url: '',
  httpPart: 'body',
})

function emailsIn(body: Fields): string[] {
  const emails = namesIn(body, 'usernames')
  if (isAddressList(emails) === true) return emails
  throw new Refusal('request_invalid', {
    detail: 'usernames must be e-mail addresses: people who are invited choose their user name themselves.',
  })
}
