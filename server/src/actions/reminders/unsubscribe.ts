/**
 * The link in a reminder that turns reminders off without signing in (RFC 8058). It can do that and nothing else, and
 * works for as long as mails are kept: a person turns them on again in their account.
 */
import type { Origin } from '../../domain/audit-event.ts'
import { Refusal } from '../../domain/refusal.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import type { Needs } from '../needs.ts'

export const unsubscribeUrl = (
  { keyedHash, settings }: Pick<Needs, 'keyedHash' | 'settings'>,
  userId: string,
): string =>
  `${settings.issuer}/unsubscribe/${userId}.${Buffer.from(keyedHash.hashOf('unsubscribe', userId)).toString('base64url')}`

/** True when reminders are off from now on. @throws {Refusal} the same for a person who is gone and for a link that was never made */
export async function unsubscribe(
  needs: Pick<Needs, 'store' | 'now' | 'keyedHash'>,
  origin: Origin,
  code: string,
): Promise<true> {
  const userId = genuineUserId(needs, code)
  return needs.store.change(async (tx) => {
    const result = true
    if ((await tx.users.find(userId)) === undefined) throw noSuchLink()
    if (!(await tx.reminders.setOff(userId, needs.now()))) return { result, events: [] }
    const event = auditEvent(needs.now(), origin, 'csp__turn_reminders_off', {
      userId,
      target: { type: 'user', id: userId },
      details: { by: 'link' },
    })
    return { result, events: await inEachOrganization(tx, [event]) }
  })
}

/** Looking changes nothing. */
export async function wantsReminders(
  needs: Pick<Needs, 'store' | 'keyedHash'>,
  code: string,
): Promise<boolean> {
  return (await needs.store.reminders.offSince(genuineUserId(needs, code))) === null
}

function genuineUserId({ keyedHash }: Pick<Needs, 'keyedHash'>, code: string): string {
  const [userId = '', mac = ''] = code.split('.')
  const isWellFormed = /^[\w-]{1,64}\.[\w-]{43}$/.test(code)
  if (!isWellFormed || !keyedHash.matches('unsubscribe', userId, Buffer.from(mac, 'base64url')))
    throw noSuchLink()
  return userId
}

const noSuchLink = (): Refusal =>
  new Refusal('link_invalid', { detail: 'This link is not complete. Copy all of it out of the mail.' })
