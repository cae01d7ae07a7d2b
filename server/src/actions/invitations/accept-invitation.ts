/**
 * What whoever holds the link of an invitation can do: look at it, which changes nothing, and accept it, once. It gives
 * what its sender may give at that moment; what goes beyond is left out, and told.
 */
import { randomUuid } from '../../crypto/random.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import { eachRoleOnce, mayGive, type AskedRole, type Giver } from '../../domain/assigning.ts'
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import { permits } from '../../domain/authority.ts'
import type { SignedIn } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { stateOfInvitation, type Invitation, type ListedInvitation } from '../../domain/invitation.ts'
import type { Organization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { User } from '../../domain/user.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import { keptPerson } from '../kept-text.ts'
import { wrongLink } from '../link-tries.ts'
import type { Needs } from '../needs.ts'
import { refuseTooManyRights } from '../roles/sound-role.ts'
import { suitablePasswordHash } from '../sessions/change-account.ts'
import { withMarkOf } from '../sessions/device-marks.ts'
import { accountName } from '../sessions/sign-in-tries.ts'
import { endEarlierSession, openSession, type EarlierCookies, type NewSession } from '../sessions/sign-in.ts'
import { presentOf } from './givable-roles.ts'

type LinkNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now' | 'linkThrottle'>

export type Looked = ListedInvitation & { readonly organization: Organization }

export type NewPerson = Pick<User, 'firstName' | 'lastName'> & {
  readonly code: string
  /** Left out: the address that was invited. */
  readonly username?: string | undefined
  readonly password: string
}

/** Of roles and groups, the names of those that the sender can't give any more. */
export type Accepted = { readonly organization: Organization; readonly leftOut: readonly string[] }

type Genuine = Looked & { readonly linkId: string }

/** @throws {Refusal} the same for whatever is wrong with the code */
export async function lookAtInvitation(needs: LinkNeeds, origin: Origin, code: string): Promise<Genuine> {
  const { store, keyedHash } = needs
  const linkId = parseTokenString(code, 'i')?.id
  const found = linkId === undefined ? undefined : await store.invitations.findByLink(linkId)
  if (found === undefined) keyedHash.burn('invitation', code)
  if (linkId === undefined || found === undefined || !keyedHash.matches('invitation', code, found.linkHash))
    throw wrongLink(needs, origin)
  const organization = await store.organizations.find(found.invitation.organizationId)
  if (organization === undefined) throw wrongLink(needs, origin)
  return { ...found, organization, linkId }
}

/** Someone without an account gets one, and is signed in. */
export async function acceptAsNewPerson(
  needs: LinkNeeds & Pick<Needs, 'settings'>,
  origin: Origin,
  { code, password, username, ...names }: NewPerson,
  earlier: EarlierCookies = {},
): Promise<Accepted & { readonly opened: NewSession }> {
  const { store, now, settings } = needs
  const genuine = await lookAtInvitation(needs, origin, code)
  refuseUnlessOpen(genuine, now())
  const { email } = genuine.invitation
  const person = keptPerson({ ...names, email, username: username ?? email })
  if ((await store.users.findCredentials(person.username)) !== undefined) throw nameTaken(person.username)
  const { name, displayName } = genuine.organization
  const owner = { ...person, organizations: [name, displayName] }
  const passwordHash = await suitablePasswordHash(password, owner, 'password')
  const at = now()
  const user: User = {
    ...person,
    id: randomUuid(),
    domain: settings.domain,
    isEmailVerified: false,
    createdAt: at,
    deactivatedAt: null,
  }
  return store.change(async (tx) => {
    const ended = await inEachOrganization(tx, await endEarlierSession(needs, tx, origin, earlier.session))
    await tx.users.insert(user, passwordHash)
    const admitted = await admit(tx, genuine, user.id, at)
    const opened = await openSession(needs, tx, user, origin)
    const deviceMarks = withMarkOf(needs, earlier.deviceMarks, accountName(user.username))
    return {
      result: { ...admitted, opened: { ...opened, deviceMarks } },
      events: [...ended, acceptedEvent(at, opened.signedIn, genuine, admitted)],
    }
  })
}

/** Someone who has an account; under another address than was invited only when they say so. */
export async function acceptSignedIn(
  needs: LinkNeeds,
  signedIn: SignedIn,
  { code, acceptAs }: { readonly code: string; readonly acceptAs: boolean },
): Promise<Accepted> {
  const { store, now } = needs
  const { user } = signedIn
  const genuine = await lookAtInvitation(needs, signedIn.origin, code)
  const at = now()
  refuseUnlessOpen(genuine, at)
  const { email, organizationId } = genuine.invitation
  if (!acceptAs && email.toLowerCase() !== user.email.toLowerCase())
    throw new Refusal('invited_under_other_address', {
      detail: `${email} was invited, and you are signed in as ${user.username} (${user.email}). Say that you accept it with this account, or sign in with another one.`,
    })
  return store.change(async (tx) => {
    if ((await tx.organizations.findMember(organizationId, user.id)) !== undefined)
      throw new Refusal('conflict', {
        detail: `${user.username} belongs to ${genuine.organization.displayName} already. Sign in with the account that was invited.`,
      })
    const admitted = await admit(tx, genuine, user.id, at)
    return { result: admitted, events: [acceptedEvent(at, signedIn, genuine, admitted)] }
  })
}

/** Makes the person a member, in the change that uses the link up: of two at once one finds it used. */
async function admit(
  tx: Changes,
  { invitation, linkId }: Genuine,
  userId: string,
  at: Instant,
): Promise<Accepted> {
  const { organizationId } = invitation
  // Who takes a role from the sender at this moment waits, or is waited for.
  await tx.organizations.lock(organizationId)
  const organization = await tx.organizations.find(organizationId)
  if (organization === undefined) throw new Refusal('link_over')
  if (organization.suspendedAt !== null) throw new Refusal('organization_suspended')
  if (!(await tx.invitations.accept(invitation.id, linkId, userId, at))) throw new Refusal('link_over')
  // It may have been handed over while its mail waits.
  await tx.mail.cancel(invitation.id)
  const present = await presentOf(tx, organization, invitation)
  const giver = await giverOf(tx, invitation, at)
  const isGivable = giver === undefined ? () => true : mayGive(giver)
  const given = present.roles.filter(isGivable)
  const joined = present.groups.filter(({ roles }) => roles.every(isGivable))
  await tx.organizations.addMember(organizationId, userId, at)
  for (const role of [MEMBERSHIP, ...eachRoleOnce(given).filter(isNoMembership)])
    await tx.roles.assign({ ...role, organizationId, userId, createdAt: at })
  for (const group of joined) await tx.invitations.joinGroup(organizationId, group.id, userId, at)
  refuseTooManyRights(await tx.roles.heldBy(userId, organizationId))
  const leftOut = [
    ...present.missing,
    ...present.roles.filter((role) => !given.includes(role)).map(({ name }) => name),
    ...present.groups.filter((group) => !joined.includes(group)).map(({ displayName }) => displayName),
  ]
  return { organization, leftOut }
}

const MEMBERSHIP: AskedRole = {
  ...{ serviceId: null, name: 'org_member', resource: null },
  ...{ startsAt: null, endsAt: null },
}
const isNoMembership = ({ serviceId, name }: AskedRole): boolean =>
  serviceId !== null || name !== MEMBERSHIP.name

/** Undefined for the first owner's: whoever looks after the installation is bound by no roles in the organization. */
async function giverOf(
  tx: Pick<Changes, 'organizations' | 'roles'>,
  { organizationId, invitedBy }: Invitation,
  now: Instant,
): Promise<Giver | undefined> {
  if (invitedBy === null) return undefined
  const sender = await tx.organizations.findMember(organizationId, invitedBy)
  const isEnabled = (await tx.organizations.findForMember(organizationId, invitedBy)) !== undefined
  const held = await tx.roles.heldBy(invitedBy, organizationId)
  const authority = effectiveScope(EVERY_SCOPE, held, now)
  const isActive = isEnabled && sender?.user.deactivatedAt === null
  if (!isActive || !permits(authority, 'members.manage'))
    throw new Refusal('link_over', {
      detail:
        'Whoever invited you can’t do so any more. Ask an owner of the organization to send the invitation again.',
    })
  return { authority, held, now }
}

function refuseUnlessOpen({ invitation }: Genuine, now: Instant): void {
  const state = stateOfInvitation(invitation, now)
  if (state !== 'open') throw new Refusal('link_over', { detail: WHY_OVER[state] })
}

const WHY_OVER = {
  accepted: 'The invitation was accepted already. Sign in instead.',
  withdrawn: 'The invitation was withdrawn. Ask whoever invited you to send it again.',
  expired: 'The invitation has expired. Ask whoever invited you to send it again.',
} as const

function nameTaken(username: string): Refusal {
  const detail = `There is an account with the user name ${username}. If it is yours, sign in and accept with it; otherwise choose another user name.`
  return new Refusal('name_taken', { detail, fields: { username: detail } })
}

const acceptedEvent = (
  at: Instant,
  signedIn: SignedIn,
  { invitation }: Genuine,
  { leftOut }: Accepted,
): AuditEvent =>
  auditEvent(at, signedIn, 'csp__accept_invitation', {
    organizationId: invitation.organizationId,
    target: { type: 'invitation', id: invitation.id },
    details: { email: invitation.email, roles: invitation.roles.map(({ name }) => name), leftOut },
  })
