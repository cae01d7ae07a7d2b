/** Allowed scopes at rest. What was stored before a general scope was known is without it. */
import { NO_SCOPES, type AllowedScopes } from '../domain/allowed-scopes.ts'

/** Of an API token that no other made: none. */
export const toBounds = (json: string | null): AllowedScopes[] =>
  json === null ? [] : (JSON.parse(json) as AllowedScopes[]).map((bound) => ({ ...NO_SCOPES, ...bound }))

export const toAllowedScopes = (json: string): AllowedScopes => ({
  ...NO_SCOPES,
  ...(JSON.parse(json) as AllowedScopes),
})
