/**
 * Tells people of roles that were given to them and end soon: one mail a person and day. Not of one that they hold in
 * another way too, for longer: nothing ends for them.
 */
import {
  dueReminderOfRole,
  endOfDay,
  FIRST_OF_ROLES_MS,
  LAST_DAYS_OF_ROLES,
  startOfDay,
} from '../../domain/reminders/thresholds.ts'
import { DAY_MS } from '../../domain/instant.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import { roleEndingMail } from '../../domain/mail/role-mails.ts'
import type { EndingRole, RoleKey } from '../../store/reminders/reminders-store.ts'
import type { Changes } from '../../store/store.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { eachPerson } from './each-person.ts'
import { onlyOrganization } from './remind-of-api-tokens.ts'
import { unsubscribeUrl } from './unsubscribe.ts'

type ReminderNeeds = Pick<Needs, 'store' | 'now' | 'settings' | 'sealing' | 'keyedHash'>

/** Those that end later are told of on another day. */
const MOST_LISTED = 50

export const remindOfRoles = (needs: ReminderNeeds): Promise<void> => {
  const now = needs.now()
  const until = endOfDay(now) + FIRST_OF_ROLES_MS
  const lastUntil = endOfDay(now) + LAST_DAYS_OF_ROLES * DAY_MS
  const due = { now, until, lastUntil, lastDays: LAST_DAYS_OF_ROLES }
  return eachPerson<RoleKey>(
    needs,
    (after, limit) => needs.store.reminders.endingRoles(due, after, limit),
    (tx, userId) => remind(needs, tx, userId, { now, until }),
  )
}

type Due = EndingRole & { readonly days: number }

async function remind(
  needs: ReminderNeeds,
  tx: Changes,
  userId: string,
  { now, until }: { now: number; until: number },
): Promise<void> {
  const { issuer } = needs.settings
  const due = await dueOf(tx, userId, { now, until })
  const user = await tx.users.find(userId)
  if (due.length === 0 || user === undefined) return
  if (!(await tx.reminders.claimDay(userId, 'roles', { at: now, startedAt: startOfDay(now) }))) return
  await tx.reminders.rolesReminded(due, now)
  await enqueueMail(needs, tx, {
    kind: 'role_ending',
    to: user.email,
    organizationId: onlyOrganization(due),
    expiresAt: Math.max(...due.map(({ endsAt }) => endsAt)),
    mail: roleEndingMail({
      publicUrl: issuer,
      unsubscribeUrl: unsubscribeUrl(needs, userId),
      roles: due.map(({ name, resource, organization, organizationId, endsAt }) => ({
        role: resource === null ? name : `${name} on ${resource}`,
        organization,
        endsAt,
        link: `${issuer}/o/${organizationId}/account/my-roles`,
      })),
    }),
  })
}

async function dueOf(
  tx: Pick<Changes, 'reminders' | 'roles'>,
  userId: string,
  { now, until }: { now: number; until: number },
): Promise<Due[]> {
  const due: Due[] = []
  for (const role of await tx.reminders.rolesOf(userId, { now, until }, MOST_LISTED)) {
    const reminder = dueReminderOfRole(role, endOfDay(now))
    if (reminder === undefined || (role.remindedDays ?? Infinity) <= reminder.days) continue
    const held = await tx.roles.heldBy(userId, role.organizationId)
    if (!isHeldLonger(role, held)) due.push({ ...role, days: reminder.days })
  }
  return due
}

const isHeldLonger = ({ name, resource, endsAt }: EndingRole, held: readonly HeldRole[]): boolean =>
  held.some(
    (other) =>
      other.name === name &&
      (other.resource === null || other.resource === resource) &&
      (other.endsAt === null || other.endsAt > endsAt) &&
      (other.startsAt === null || other.startsAt <= endsAt),
  )
