/** The states of an API token in words, and what each means for whoever uses it. */
import type { ApiToken } from '@countersign/api'

export type ApiTokenState = ApiToken['state']

export const STATE_WORDS: Readonly<Record<ApiTokenState, string>> = {
  active: 'Active',
  expires_soon: 'Expires soon',
  expired: 'Expired',
  deactivated: 'Deactivated',
  revoked: 'Revoked',
}

/** Only these are worth anything in an exchange. */
export const isUsable = (state: ApiTokenState): boolean => state === 'active' || state === 'expires_soon'
