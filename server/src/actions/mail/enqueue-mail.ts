/**
 * Puts a mail into the outbox within the change that it tells of: it is sent exactly if the change happened. What other
 * actions write:
 *
 *     await enqueueMail(needs, tx, {
 *       kind: 'invitation', to: email, organizationId, expiresAt: endsAt,
 *       mail: invitationMail({ publicUrl: needs.settings.issuer, link, organization, inviter, endsAt }),
 *     })
 *
 * with one of the functions in `domain/mail/*-mails.ts`.
 */
import { randomUuid } from '../../crypto/random.ts'
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import type { Mail, MailKind } from '../../domain/mail/mail.ts'
import type { Changes } from '../../store/store.ts'
import type { Needs } from '../needs.ts'

/** A mail that can't be sent for so long is given up. */
const LONGEST_WAIT_MS = 7 * DAY_MS

export async function enqueueMail(
  { sealing, now }: Pick<Needs, 'sealing' | 'now'>,
  tx: Pick<Changes, 'mail'>,
  given: {
    readonly kind: MailKind
    readonly to: string
    /** Null for what is about an account. */
    readonly organizationId: string | null
    /** What its link belongs to: the mail is cancelled by that (`tx.mail.cancel`) when the link ends before its time. */
    readonly about?: string
    /** When its link, or what it tells, is of no use any more. */
    readonly expiresAt?: Instant
    readonly mail: Mail
  },
): Promise<void> {
  const id = randomUuid()
  const at = now()
  await tx.mail.enqueue({
    id,
    organizationId: given.organizationId,
    kind: given.kind,
    recipient: given.to,
    about: given.about ?? null,
    sealed: sealing.seal(Buffer.from(JSON.stringify(given.mail)), sealedMail(id)),
    createdAt: at,
    expiresAt: Math.min(given.expiresAt ?? Infinity, at + LONGEST_WAIT_MS),
  })
}

/** Somebody who can have mails sent can't fill a mailbox with them. */
const MOST_TO_ONE_A_DAY = 5

export const mayMail = async (
  { now }: Pick<Needs, 'now'>,
  tx: Pick<Changes, 'mail'>,
  { kind, to }: { readonly kind: MailKind; readonly to: string },
): Promise<boolean> =>
  (await tx.mail.countSince({ kind, to, since: now() - DAY_MS }, MOST_TO_ONE_A_DAY)) < MOST_TO_ONE_A_DAY

export const sealedMail = (id: string) => ({ keyId: id, purpose: 'mail', algorithm: 'json' })
