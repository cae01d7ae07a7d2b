/** What happened to an API token, in words. An event this console does not know keeps its own name. */
import type { AuditEvent } from '@countersign/api'

const WORDS: Readonly<Record<string, string>> = {
  csp__generate_api_token: 'Generated',
  csp__edit_api_token: 'Name or reminder changed',
  csp__regenerate_api_token: 'Regenerated: a new value, the old one dead',
  csp__revoke_api_token: 'Revoked',
  csp__revoke_all_api_tokens: 'Revoked, together with all others',
  csp__refresh_token_exchange_failed: 'An exchange was refused',
}

export function eventInWords({ name, details }: Pick<AuditEvent, 'name' | 'details'>): string {
  const words = WORDS[name] ?? name
  const { reason } = details
  return typeof reason === 'string' ? `${words}: ${reason.replaceAll('_', ' ')}` : words
}
