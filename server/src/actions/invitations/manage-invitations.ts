/** Inviting people, seeing who was invited, sending an invitation again, withdrawing it. */
import type { Secret } from '../../crypto/secret.ts'
import { actsAsOwner, eachRoleOnce, isOwner } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Invitation, ListedInvitation } from '../../domain/invitation.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Changes, Reads } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import { keptEmail } from '../kept-text.ts'
import { inTurns } from '../in-turns.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf } from '../roles/giving.ts'
import { refuseUnlessGivable } from './givable-roles.ts'
import { sendInvitation, type LetterNeeds } from './send-invitation.ts'

type InvitationNeeds = LetterNeeds & Pick<Needs, 'store'>

export type Invite = Pick<Invitation, 'roles' | 'groupIds'> & {
  readonly emails: readonly string[]
  /** Nobody is mailed: the links are handed over. */
  readonly isQuiet?: boolean
}

/** The code is in the link and nowhere else. */
export type SentInvitation = { readonly listed: ListedInvitation; readonly code: Secret }

export async function listInvitations(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  page: Page,
): Promise<Paged<ListedInvitation>> {
  refuseWithout(caller, 'members.read')
  return store.invitations.list(caller.organization.id, page)
}

export async function showInvitation(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  id: string,
): Promise<ListedInvitation> {
  refuseWithout(caller, 'members.read')
  const listed = await store.invitations.find(caller.organization.id, id)
  if (listed === undefined) throw new Refusal('not_found')
  return listed
}

/** All or none. An address that has an open invitation gets this one in its place. */
export function invite(
  everything: InvitationNeeds,
  caller: Caller,
  { emails: given, roles: asked, groupIds, isQuiet }: Invite,
): Promise<SentInvitation[]> {
  refuseWithout(caller, 'members.manage')
  const { store } = everything
  const roles = eachRoleOnce(asked)
  const emails = eachOnce(given.map((email) => keptEmail(email, 'emails')))
  const at = everything.now()
  return store.change(async (tx) => {
    const { id: organizationId } = caller.organization
    // One after the other: what is asked for here is counted and judged while nobody changes it.
    await tx.organizations.lock(organizationId)
    const members = await tx.invitations.memberEmails(organizationId, emails)
    if (members.length > 0) throw alreadyMembers(members)
    await refuseUnlessGivable(tx, caller.organization, await giverOf(tx, caller, at), { roles, groupIds })
    for (const pending of await tx.invitations.pendingTo(organizationId, emails))
      refuseUnlessMayTouch(caller, pending)
    const sent = []
    for await (const email of inTurns(emails)) {
      const letter = { organizationId, email, roles, groupIds, invitedBy: caller.user.id, isQuiet }
      sent.push(await sendInvitation(everything, tx, at, caller, letter))
    }
    await refuseTooMany(everything, tx, organizationId, at)
    const listed = await listedOf(tx, organizationId, sent)
    return { result: listed, events: sent.map(({ event }) => event) }
  })
}

/** Whoever sends it again is its sender from now on, so they give what it carries. */
export function sendInvitationAgain(
  everything: InvitationNeeds,
  caller: Caller,
  id: string,
): Promise<SentInvitation> {
  refuseWithout(caller, 'members.manage')
  const at = everything.now()
  return everything.store.change(async (tx) => {
    const { id: organizationId } = caller.organization
    await tx.organizations.lock(organizationId)
    const { email, roles, groupIds, acceptedAt } = await found(tx, organizationId, id)
    if (acceptedAt !== null)
      throw new Refusal('link_over', { detail: 'It was accepted: the person is in the organization.' })
    const members = await tx.invitations.memberEmails(organizationId, [email])
    if (members.length > 0) throw alreadyMembers(members)
    await refuseUnlessGivable(tx, caller.organization, await giverOf(tx, caller, at), { roles, groupIds })
    const letter = { organizationId, email, roles, groupIds, invitedBy: caller.user.id }
    const sent = await sendInvitation(everything, tx, at, caller, letter)
    await refuseTooMany(everything, tx, organizationId, at)
    const [listed] = await listedOf(tx, organizationId, [sent])
    return { result: listed!, events: [sent.event] }
  })
}

export function withdrawInvitation(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<ListedInvitation> {
  refuseWithout(caller, 'members.manage')
  return store.change(async (tx) => {
    const { id: organizationId } = caller.organization
    refuseUnlessMayTouch(caller, await found(tx, organizationId, id))
    if (!(await tx.invitations.withdraw(organizationId, id, now())))
      throw new Refusal('link_over', { detail: 'It was accepted or withdrawn before.' })
    await tx.mail.cancel(id)
    const event = auditEvent(now(), caller, 'csp__withdraw_invitation', {
      target: { type: 'invitation', id },
    })
    const listed = await tx.invitations.find(organizationId, id)
    return { result: listed!, events: [event] }
  })
}

/** Owners are touched by owners alone, those to be among them. */
function refuseUnlessMayTouch({ authority }: Caller, { email, roles }: Invitation): void {
  if (!isOwner(roles) || actsAsOwner(authority)) return
  throw new Refusal('forbidden', {
    detail: `${email} is invited to be an owner: only an owner changes or withdraws that.`,
  })
}

async function found(
  tx: Pick<Reads, 'invitations'>,
  organizationId: string,
  id: string,
): Promise<Invitation> {
  const listed = await tx.invitations.find(organizationId, id)
  if (listed === undefined) throw new Refusal('not_found')
  return listed.invitation
}

async function listedOf(
  tx: Pick<Changes, 'invitations'>,
  organizationId: string,
  sent: readonly { readonly id: string; readonly code: Secret }[],
): Promise<SentInvitation[]> {
  const listed: SentInvitation[] = []
  for await (const { id, code } of inTurns(sent))
    listed.push({ listed: (await tx.invitations.find(organizationId, id))!, code })
  return listed
}

async function refuseTooMany(
  { settings }: Pick<Needs, 'settings'>,
  tx: Pick<Changes, 'invitations'>,
  organizationId: string,
  at: Instant,
): Promise<void> {
  if ((await tx.invitations.countOpen(organizationId, at)) <= settings.openInvitations) return
  throw new Refusal('limit_reached', {
    detail: `${settings.openInvitations} invitations may wait to be accepted at a time. Withdraw some that are not needed any more.`,
  })
}

const eachOnce = (emails: readonly string[]): string[] => [
  ...new Map(emails.map((email) => [email.toLowerCase(), email])).values(),
]

function alreadyMembers(emails: readonly string[]): Refusal {
  const detail = `Already in the organization: ${emails.slice(0, 10).join(', ')}. Leave them out; roles are changed on the page of a person.`
  return new Refusal('not_possible', { detail, fields: { emails: detail } })
}
