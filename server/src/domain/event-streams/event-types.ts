/** The events that streams tell, by the URIs that CAEP 1.0, RISC 1.0 and SSF 1.0 give them. */
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type'
const RISC = 'https://schemas.openid.net/secevent/risc/event-type'
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type'

export const SESSION_REVOKED = `${CAEP}/session-revoked`
export const TOKEN_CLAIMS_CHANGE = `${CAEP}/token-claims-change`
export const CREDENTIAL_CHANGE = `${CAEP}/credential-change`
export const ACCOUNT_DISABLED = `${RISC}/account-disabled`
export const ACCOUNT_ENABLED = `${RISC}/account-enabled`
export const ACCOUNT_PURGED = `${RISC}/account-purged`

export const EVENTS_SUPPORTED: readonly string[] = [
  SESSION_REVOKED,
  CREDENTIAL_CHANGE,
  TOKEN_CLAIMS_CHANGE,
  ACCOUNT_DISABLED,
  ACCOUNT_ENABLED,
  ACCOUNT_PURGED,
]

/** About the stream itself: sent whatever was asked for. */
export const VERIFICATION = `${SSF}/verification`
export const STREAM_UPDATED = `${SSF}/stream-updated`

/** Nothing asked for is everything; of what was asked for, what there is. */
export const eventsDelivered = (requested: readonly string[] | null): readonly string[] =>
  requested === null ? EVENTS_SUPPORTED : EVENTS_SUPPORTED.filter((type) => requested.includes(type))
