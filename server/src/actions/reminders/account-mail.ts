/** What a person sees and chooses of the mails to them: whether they arrive, and whether reminders are among them. */
import type { SignedIn } from '../../domain/caller.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import type { Stopped } from '../mail/stopped-address.ts'
import type { Needs } from '../needs.ts'

export type AccountMail = {
  readonly email: string
  readonly isSent: boolean
  readonly reminders: boolean
  readonly stopped: Stopped | null
}

export async function showAccountMail(
  { store, mailTransport }: Pick<Needs, 'store' | 'mailTransport'>,
  { user }: Pick<SignedIn, 'user'>,
): Promise<AccountMail> {
  return {
    email: user.email,
    isSent: mailTransport.isSent,
    reminders: (await store.reminders.offSince(user.id)) === null,
    stopped: (await store.mail.findStopped(user.email)) ?? null,
  }
}

export function chooseReminders(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  signedIn: SignedIn,
  reminders: boolean,
): Promise<void> {
  const { id } = signedIn.user
  return store.change(async (tx) => {
    const isChanged = await tx.reminders.setOff(id, reminders ? null : now())
    const event = auditEvent(
      now(),
      signedIn,
      reminders ? 'csp__turn_reminders_on' : 'csp__turn_reminders_off',
      { target: { type: 'user', id } },
    )
    return { result: undefined, events: isChanged ? await inEachOrganization(tx, [event]) : [] }
  })
}
