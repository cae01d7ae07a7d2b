/** What happened to an API token, in words. An event this console does not know keeps its own name. */
import type { AuditEvent } from '@countersign/api'

const WORDS: Readonly<Record<string, string>> = {
  csp__generate_api_token: 'Generated',
  csp__regenerate_api_token: 'Regenerated: a new value, the old one dead',
  csp__revoke_all_api_tokens: 'Revoked, together with all others',
  csp__refresh_token_exchange_failed: 'An exchange was refused',
}

/** Why an exchange was refused, as the service records it. */
const REASONS: Readonly<Record<string, string>> = {
  wrong_secret: 'the value was wrong',
  expired: 'it had expired',
  revoked: 'the value was revoked',
  deactivated: 'it was deactivated',
  user_deactivated: 'your account was deactivated',
  not_a_member: 'you were not in the organization',
}

export function eventInWords({ name, details }: Pick<AuditEvent, 'name' | 'details'>): string {
  if (name === 'csp__edit_api_token') return editInWords(details)
  if (name === 'csp__revoke_api_token') return revokedInWords(details)
  const words = WORDS[name] ?? name
  const { reason, tries } = details
  if (typeof reason !== 'string') return words
  const times = typeof tries === 'number' && tries > 1 ? `, ${tries} times` : ''
  return `${words}${times}: ${REASONS[reason] ?? reason}`
}

function revokedInWords({ madeWith, by }: AuditEvent['details']): string {
  const words = typeof by === 'string' ? 'Revoked by someone who had a value' : 'Revoked'
  return typeof madeWith === 'string' ? `${words}, together with the API token it was generated with` : words
}

function editInWords({ name, reminderDays }: AuditEvent['details']): string {
  if (typeof name === 'string') return `Renamed to “${name}”`
  if (reminderDays === null) return 'Reminder taken off'
  return typeof reminderDays === 'number' ? `Reminder set to ${reminderDays} days before` : 'Changed'
}
