/**
 * Tells people of API tokens that expire soon, as their owners chose: one mail a person and day with all of them, each
 * for its tightest threshold only. Written with the note that it was sent, so that no process sends it again.
 */
import { endOfDay, startOfDay } from '../../domain/reminders/thresholds.ts'
import { expiryReminderMail } from '../../domain/mail/api-token-mails.ts'
import type { ApiTokenKey, EndingApiToken } from '../../store/reminders/reminders-store.ts'
import type { Changes } from '../../store/store.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { eachPerson } from './each-person.ts'
import { unsubscribeUrl } from './unsubscribe.ts'

type ReminderNeeds = Pick<Needs, 'store' | 'now' | 'settings' | 'sealing' | 'keyedHash'>

/** A mail that lists more is not read. */
const MOST_LISTED = 50

export const remindOfApiTokens = (needs: ReminderNeeds): Promise<void> => {
  const now = needs.now()
  return eachPerson<ApiTokenKey>(
    needs,
    (after, limit) => needs.store.reminders.dueApiTokens(now, after, limit),
    (tx, userId) => remind(needs, tx, userId, now),
  )
}

async function remind(needs: ReminderNeeds, tx: Changes, userId: string, now: number): Promise<void> {
  const { issuer } = needs.settings
  const due = { now, by: endOfDay(now) }
  const { items, total } = await tx.reminders.apiTokensOf(userId, due, MOST_LISTED)
  const user = await tx.users.find(userId)
  if (items.length === 0 || user === undefined) return
  if (!(await tx.reminders.claimDay(userId, 'api_tokens', { at: now, startedAt: startOfDay(now) }))) return
  await tx.reminders.apiTokensReminded(userId, due)
  await enqueueMail(needs, tx, {
    kind: 'expiry_reminder',
    to: user.email,
    organizationId: onlyOrganization(items),
    expiresAt: Math.max(...items.map(({ expiresAt }) => expiresAt)),
    mail: expiryReminderMail({
      publicUrl: issuer,
      unsubscribeUrl: unsubscribeUrl(needs, userId),
      organizations: byOrganization(items).map(([organizationId, tokens]) => ({
        organization: tokens[0]!.organization,
        link: `${issuer}/o/${organizationId}/account/api-tokens`,
        tokens,
      })),
      more: total - items.length,
    }),
  })
}

const byOrganization = (tokens: readonly EndingApiToken[]): (readonly [string, EndingApiToken[]])[] => [
  ...Map.groupBy(tokens, ({ organizationId }) => organizationId),
]

/** Whose administrators see it counted; a mail about several is about the account. */
export const onlyOrganization = (items: readonly { readonly organizationId: string }[]): string | null => {
  const ids = new Set(items.map(({ organizationId }) => organizationId))
  return ids.size === 1 ? items[0]!.organizationId : null
}
