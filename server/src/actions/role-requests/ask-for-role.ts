/** Asks for a role for a time, with a reason. Those who may give it are told, each by one mail. */
import { randomUuid } from '../../crypto/random.ts'
import { expiryOf } from '../../domain/api-tokens/lifetime.ts'
import { isHeldAlready, isSameRole } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import { roleRequestedMail } from '../../domain/mail/role-mails.ts'
import { isNamedOnly } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type {
  ListedRoleRequest,
  RequestedRole,
  RoleRequest,
} from '../../domain/role-requests/role-request.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import { keptLine, LONGEST } from '../kept-text.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { permissionsOf } from '../roles/sound-role.ts'
import { findApprovers, mayDecide } from './deciders.ts'
import { requestLink, roleInWords } from './role-request-words.ts'
import { seenAs, type SeenRoleRequest } from './seen-role-request.ts'

type AskNeeds = Pick<Needs, 'store' | 'now' | 'settings' | 'sealing'>
type Approver = { readonly email: string }

export type Asking = Pick<RoleRequest, 'role' | 'reason' | 'lifetime'>

const MOST_MAILS = 20
/** However soon each is taken back: every one of them writes to people. */
const MOST_IN_A_DAY = 50

export async function askForRole(
  needs: AskNeeds,
  caller: Caller,
  { role, lifetime, reason: given }: Asking,
): Promise<SeenRoleRequest> {
  const { store, now, settings } = needs
  const { user, organization } = caller
  const reason = keptLine(given, 'reason', LONGEST.reason)
  const at = now()
  const endsAt = expiryOf(lifetime, at)
  await refuseUnlessRequestable(store, caller, role)
  const held = await store.roles.heldBy(user.id, organization.id)
  if (isHeldAlready(held, { ...role, startsAt: null, endsAt }, at))
    throw new Refusal('not_possible', {
      detail: 'You have this role already, for as long as you ask for it or longer. See My Roles.',
    })
  const { among, areAll } = await findApprovers(store, organization.id, user.id, at)
  const approvers = among.filter(({ decider }) => mayDecide(decider, held, role, at))
  if (approvers.length === 0 && areAll)
    throw new Refusal('not_possible', {
      detail:
        'Nobody in the organization could approve this: nobody else who manages members holds the role, and there is no other owner. Ask for another role.',
    })
  const request = {
    ...{ id: randomUuid(), organizationId: organization.id, userId: user.id, role, reason, lifetime },
    ...{ createdAt: at, waitsUntil: at + settings.roleRequests.waitMs },
  }
  return store.change(async (tx) => {
    // One after the other, so that what waits is counted while nobody adds to it.
    await tx.organizations.lock(organization.id)
    await refuseTooMany(needs, tx, request, at)
    await tx.roleRequests.insert(request)
    const listed = (await tx.roleRequests.find(organization.id, request.id))!
    const told = approvers.slice(0, MOST_MAILS).map((approver) => approver.user)
    await tell(needs, tx, caller, listed, told)
    const { serviceId, name, resource } = role
    const event = auditEvent(at, caller, 'csp__request_role', {
      target: { type: 'role_request', id: request.id },
      details: { role: name, serviceId, resource, reason, waitsUntil: request.waitsUntil },
    })
    return { result: seenAs(caller, listed, at), events: [event] }
  })
}

/** @throws {Refusal} `role_invalid` or `not_found` */
async function refuseUnlessRequestable(
  store: Needs['store'],
  { organization }: Caller,
  role: RequestedRole,
): Promise<void> {
  const { serviceId, name } = role
  if (serviceId === null && isNamedOnly(name))
    throw new Refusal('role_invalid', {
      detail: `${name} can’t be asked for: an owner gives it to somebody by name.`,
    })
  await permissionsOf({ store }, organization, role)
}

async function refuseTooMany(
  { settings }: Pick<Needs, 'settings'>,
  tx: Pick<Changes, 'roleRequests'>,
  { organizationId, userId, role }: Pick<RoleRequest, 'organizationId' | 'userId' | 'role'>,
  at: Instant,
): Promise<void> {
  const waiting = await tx.roleRequests.waitingOf(organizationId, userId, at)
  const same = waiting.find((each) => isSameRole(each.role, role))
  if (same !== undefined)
    throw new Refusal('not_possible', {
      detail: `You asked for this role already. Look at ${requestLink(settings, same)} before you ask again.`,
    })
  const most = settings.roleRequests.waiting
  if (waiting.length >= most)
    throw new Refusal('limit_reached', {
      detail: `${most} requests of one person may wait at a time. Take one back that you don’t need any more.`,
    })
  if ((await tx.roleRequests.countSince(organizationId, userId, at - DAY_MS)) >= MOST_IN_A_DAY)
    throw new Refusal('limit_reached', {
      detail: `One person may ask for ${MOST_IN_A_DAY} roles in a day. Go on tomorrow.`,
    })
}

async function tell(
  needs: Pick<Needs, 'sealing' | 'now' | 'settings'>,
  tx: Pick<Changes, 'mail'>,
  { user, organization }: Caller,
  listed: ListedRoleRequest,
  approvers: readonly Approver[],
): Promise<void> {
  const { request } = listed
  const mail = roleRequestedMail({
    publicUrl: needs.settings.issuer,
    link: requestLink(needs.settings, request),
    role: roleInWords(request.role, listed),
    organization: organization.displayName,
    person: user.username,
    reason: request.reason,
  })
  for (const { email } of approvers)
    await enqueueMail(needs, tx, {
      ...{ kind: 'role_requested', to: email, organizationId: organization.id, mail },
      expiresAt: request.waitsUntil,
    })
}
