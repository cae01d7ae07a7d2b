/** Allowed scopes at rest. What was stored before a general scope was known is without it. */
import { NO_SCOPES, type AllowedScopes } from '../domain/allowed-scopes.ts'
import { memo } from './memo.ts'

/** Of an API token that no other made: none. */
export const toBounds = (json: string | null): AllowedScopes[] =>
  json === null ? [] : (JSON.parse(json) as AllowedScopes[]).map((bound) => ({ ...NO_SCOPES, ...bound }))

/** The same with each exchange of an API token, and often the same for many. */
export const toAllowedScopes = memo<AllowedScopes>(
  (json) => ({ ...NO_SCOPES, ...(JSON.parse(json) as AllowedScopes) }),
  2 ** 20,
)
