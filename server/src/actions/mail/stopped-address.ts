/**
 * An address that the mail server refused gets nothing any more, until its person, or who manages members, has seen to it
 * and reopens it. If the server refuses it again, it is stopped again.
 */
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller, SignedIn } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Reads } from '../../store/store.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'

export type Stopped = { readonly stoppedAt: Instant; readonly said: string }

export async function showPersonMail(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  userId: string,
): Promise<Stopped | null> {
  return (await store.mail.findStopped(await addressOf(store, caller, userId))) ?? null
}

export function reopenOwnAddress(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  signedIn: SignedIn,
): Promise<void> {
  const { id, email } = signedIn.user
  return store.change(async (tx) => {
    const isReopened = await tx.mail.reopen(email)
    const event = auditEvent(now(), signedIn, 'csp__reopen_address', { target: { type: 'user', id } })
    return { result: undefined, events: isReopened ? await inEachOrganization(tx, [event]) : [] }
  })
}

export function reopenPersonAddress(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  userId: string,
): Promise<void> {
  return store.change(async (tx) => {
    const isReopened = await tx.mail.reopen(await addressOf(tx, caller, userId))
    const target = { type: 'user', id: userId }
    const events: AuditEvent[] = isReopened
      ? [auditEvent(now(), caller, 'csp__reopen_address', { target })]
      : []
    return { result: undefined, events }
  })
}

async function addressOf(
  { organizations }: Pick<Reads, 'organizations'>,
  caller: Caller,
  userId: string,
): Promise<string> {
  refuseWithout(caller, 'members.manage')
  const member = await organizations.findMember(caller.organization.id, userId)
  if (member === undefined)
    throw new Refusal('not_found', {
      detail: 'Nobody in this organization has this id. Look the person up in the list of people.',
    })
  return member.user.email
}
