/**
 * Approves a request, for as long as was asked or shorter, or refuses it. What the approver holds at this moment counts,
 * and of several who decide at once one does.
 */
import { expiryOf, type Lifetime } from '../../domain/api-tokens/lifetime.ts'
import type { AuditEvent, AuditEventName } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { roleGrantedMail, roleRefusedMail } from '../../domain/mail/role-mails.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleRequest } from '../../domain/role-requests/role-request.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import { keptLine, LONGEST } from '../kept-text.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { refuseTooManyRights } from '../roles/sound-role.ts'
import { mayGrant } from './deciders.ts'
import { refuseDecided, requestLink, roleInWords } from './role-request-words.ts'
import { findRoleRequest, seenAs, type Found, type SeenRoleRequest } from './seen-role-request.ts'

type DecideNeeds = Pick<Needs, 'store' | 'now' | 'settings' | 'sealing'>

/** Without a lifetime: for as long as was asked. */
export function approveRoleRequest(
  needs: DecideNeeds,
  caller: Caller,
  id: string,
  lifetime?: Lifetime | null,
): Promise<SeenRoleRequest> {
  const at = needs.now()
  return needs.store.change(async (tx) => {
    const found = await findToDecide(tx, caller, id, at)
    const { request } = found.seen
    const { role, userId } = request
    const longest = expiryOf(request.lifetime, at)
    const endsAt = lifetime === undefined ? longest : expiryOf(lifetime, at)
    if (isAfter(endsAt, longest)) throw longerThanAsked()
    if (!mayGrant(found.decider, found.askerHolds, role, endsAt))
      throw new Refusal('forbidden', {
        detail: `You don’t hold ${role.name} for so long yourself. Approve it for a shorter time, or leave it to an organization owner.`,
      })
    await decide(tx, request, { decision: 'granted', by: caller.user.id, at, grantedUntil: endsAt })
    await assign(tx, request, at, endsAt)
    refuseTooManyRights(await tx.roles.heldBy(userId, request.organizationId))
    await tellAsker(needs, tx, caller, found.seen, (about) => roleGrantedMail({ ...about, endsAt }))
    const { serviceId, name, resource } = role
    const details = { role: name, serviceId, resource, startsAt: null, endsAt }
    const given = auditEvent(at, caller, 'csp__assign_role', {
      target: { type: 'user', id: userId },
      details: { username: found.seen.asker.username, ...details },
    })
    const events = [requestEvent(at, caller, 'csp__approve_role_request', found, { endsAt }), given]
    return { result: await seenAgain(tx, caller, id, at), events }
  })
}

export function refuseRoleRequest(
  needs: DecideNeeds,
  caller: Caller,
  id: string,
  given: string,
): Promise<SeenRoleRequest> {
  const reason = keptLine(given, 'reason', LONGEST.reason)
  const at = needs.now()
  return needs.store.change(async (tx) => {
    const found = await findToDecide(tx, caller, id, at)
    await decide(tx, found.seen.request, { decision: 'refused', by: caller.user.id, at, reason })
    await tellAsker(needs, tx, caller, found.seen, (about) => roleRefusedMail({ ...about, reason }))
    const event = requestEvent(at, caller, 'csp__refuse_role_request', found, { reason })
    return { result: await seenAgain(tx, caller, id, at), events: [event] }
  })
}

/** @throws {Refusal} unless it waits, for somebody other than the caller who may decide it */
async function findToDecide(tx: Changes, caller: Caller, id: string, at: Instant): Promise<Found> {
  // Whoever takes a role from the approver at this moment waits, or is waited for.
  await tx.organizations.lock(caller.organization.id)
  const found = await findRoleRequest(tx, caller, id, at)
  if (found.seen.isOwn)
    throw new Refusal('forbidden', {
      detail: 'Nobody decides what they asked for themselves. Send the link to somebody who may.',
    })
  if (found.seen.state !== 'waiting') refuseDecided(found.seen)
  if (!found.seen.isAskerActive)
    throw new Refusal('not_possible', {
      detail: 'Whoever asked can’t act in the organization any more, so the request is over.',
    })
  return found
}

async function decide(
  tx: Pick<Changes, 'roleRequests'>,
  { organizationId, id }: RoleRequest,
  decided: Pick<Parameters<Changes['roleRequests']['decide']>[2], 'decision' | 'by' | 'at'> & {
    readonly reason?: string
    readonly grantedUntil?: Instant | null
  },
): Promise<void> {
  const { reason = null, grantedUntil = null } = decided
  if (await tx.roleRequests.decide(organizationId, id, { ...decided, reason, grantedUntil })) return
  throw new Refusal('conflict')
}

/** In the place of what the asker has of it, which ends sooner or has ended. */
async function assign(
  tx: Pick<Changes, 'roles'>,
  { organizationId, userId, role }: RoleRequest,
  at: Instant,
  endsAt: Instant | null,
): Promise<void> {
  const present = await tx.roles.assignmentOf(organizationId, userId, role)
  if (present !== undefined) {
    if (isAfter(present.endsAt, endsAt) || present.endsAt === endsAt)
      throw new Refusal('not_possible', {
        detail: 'The role was given meanwhile, and for longer than this. Refuse the request, and say so.',
      })
    await tx.roles.remove(organizationId, userId, role)
  }
  await tx.roles.assign({ organizationId, userId, ...role, startsAt: null, endsAt, createdAt: at })
}

/** Null is never. */
const isAfter = (one: Instant | null, other: Instant | null): boolean =>
  other !== null && (one === null || one > other)

function longerThanAsked(): Refusal {
  const detail = 'It can be given for as long as was asked, or shorter. Choose a shorter time.'
  return new Refusal('role_invalid', { detail, fields: { lifetime: detail } })
}

const seenAgain = async (
  tx: Pick<Changes, 'roleRequests'>,
  caller: Caller,
  id: string,
  at: Instant,
): Promise<SeenRoleRequest> => seenAs(caller, (await tx.roleRequests.find(caller.organization.id, id))!, at)

async function tellAsker(
  needs: Pick<Needs, 'sealing' | 'now' | 'settings'>,
  tx: Pick<Changes, 'mail'>,
  { organization }: Caller,
  seen: SeenRoleRequest,
  compose: (about: {
    readonly publicUrl: string
    readonly link: string
    readonly role: string
    readonly organization: string
  }) => Parameters<typeof enqueueMail>[2]['mail'],
): Promise<void> {
  const mail = compose({
    publicUrl: needs.settings.issuer,
    link: requestLink(needs.settings, seen.request),
    role: roleInWords(seen.request.role, seen),
    organization: organization.displayName,
  })
  const { email } = seen.asker
  await enqueueMail(needs, tx, { kind: 'role_decided', to: email, organizationId: organization.id, mail })
}

const requestEvent = (
  at: Instant,
  caller: Caller,
  event: AuditEventName,
  { seen: { request, asker } }: Found,
  details: AuditEvent['details'],
): AuditEvent => {
  const { serviceId, name, resource } = request.role
  return auditEvent(at, caller, event, {
    target: { type: 'role_request', id: request.id },
    details: { username: asker.username, role: name, serviceId, resource, ...details },
  })
}
