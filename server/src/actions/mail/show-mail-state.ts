/** Tells whether an organization's mails arrive, to those who invite people and have to know. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { MailCounts } from '../../store/mail/mail-store.ts'
import type { Needs } from '../needs.ts'

const MOST_ADDRESSES = 200

export type MailState = MailCounts & { readonly isSent: boolean }

export async function showMailState(
  needs: Pick<Needs, 'store' | 'mailTransport'>,
  caller: Caller,
): Promise<MailState> {
  if (!permits(caller.authority, 'members.manage')) {
    throw new Refusal('forbidden', {
      detail: 'Only who manages members can see whether mails arrive. Ask an organization owner.',
    })
  }
  return mailStateOf(needs, caller.organization.id)
}

/** Of an organization, or of the whole installation with null. */
export const mailStateOf = async (
  { store, mailTransport }: Pick<Needs, 'store' | 'mailTransport'>,
  organizationId: string | null,
): Promise<MailState> => ({
  isSent: mailTransport.isSent,
  ...(await store.mail.counts(organizationId, MOST_ADDRESSES)),
})
