/** What happened to an API token, in words. An event this console does not know keeps its own name. */
import type { AuditEvent } from '@countersign/api'
import { formatDateAndTime } from '../../moments/formats.ts'

const WORDS: Readonly<Record<string, string>> = {
  csp__generate_api_token: 'Generated',
  csp__revoke_all_api_tokens: 'Revoked, together with all others',
}

const DONE_WITH_IT: Readonly<Record<string, string>> = {
  csp__generate_api_token: 'Generated',
  csp__regenerate_api_token: 'Regenerated',
  csp__edit_api_token: 'Changed',
  csp__revoke_api_token: 'Revoked',
}

/** @param apiTokenId whose history it stands in: what that one did to another is told as such */
export function eventInWords(
  { name, targetId, details }: Pick<AuditEvent, 'name' | 'targetId' | 'details'>,
  apiTokenId: string,
): string {
  if (targetId !== null && targetId !== apiTokenId && name in DONE_WITH_IT) {
    const what = typeof details['name'] === 'string' ? `“${details['name']}”` : 'another API token'
    return `${DONE_WITH_IT[name]} ${what} with it`
  }
  if (name === 'csp__edit_api_token') return editInWords(details)
  if (name === 'csp__revoke_api_token') return revokedInWords(details)
  if (name === 'csp__regenerate_api_token') return regeneratedInWords(details)
  if (name === 'csp__end_api_token_value') return ENDS[String(details['by'])] ?? 'Its old value was ended'
  return WORDS[name] ?? name
}

/** What ended an old value that worked on. */
const ENDS: Readonly<Record<string, string>> = {
  owner: 'Its old value was ended',
  time: 'The time of its old value was over',
  first_use: 'Its old value ended, because the new one was used',
}

function regeneratedInWords({ oldValueEndsAt, endsAtFirstUse }: AuditEvent['details']): string {
  if (typeof oldValueEndsAt !== 'number') return 'Regenerated: a new value, the old one dead'
  const until = formatDateAndTime(oldValueEndsAt)
  return endsAtFirstUse === true
    ? `Regenerated: a new value, the old one works until the new one is used, at the latest until ${until}`
    : `Regenerated: a new value, the old one works until ${until}`
}

function revokedInWords({ madeWith, by }: AuditEvent['details']): string {
  const words = typeof by === 'string' ? 'Revoked by someone who had a value' : 'Revoked'
  return typeof madeWith === 'string' ? `${words}, together with the API token it was generated with` : words
}

function editInWords({ name, description, reminderDays }: AuditEvent['details']): string {
  if (typeof name === 'string') return `Renamed to “${name}”`
  if (description === null) return 'Description taken off'
  if (typeof description === 'string') return `Described as “${description}”`
  if (reminderDays === null) return 'Reminder taken off'
  return typeof reminderDays === 'number' ? `Reminder set to ${reminderDays} days before` : 'Changed'
}
