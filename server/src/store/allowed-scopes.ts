/** Allowed scopes at rest. What was stored before a general scope was known is without it. */
import { NO_SCOPES, type AllowedScopes } from '../domain/allowed-scopes.ts'

export const toAllowedScopes = (json: string): AllowedScopes => ({
  ...NO_SCOPES,
  ...(JSON.parse(json) as AllowedScopes),
})
