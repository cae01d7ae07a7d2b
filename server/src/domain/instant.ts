/** Points in time are milliseconds since the Unix epoch; nothing in the domain reads a clock. */
export type Instant = number

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** What JSON answers carry: RFC 3339 in UTC. */
export const toRfc3339 = (at: Instant): string => new Date(at).toISOString()

export const toRfc3339OrNull = (at: Instant | null): string | null => (at === null ? null : toRfc3339(at))

/** JWT dates are whole seconds (RFC 7519, NumericDate), rounded down so that `iat` is never in the future. */
export const toNumericDate = (at: Instant): number => Math.floor(at / 1000)

/**
 * Written by a clock that was ahead: nothing that happened lies in the future. Clocks of machines differ by seconds, so
 * within a minute it proves nothing.
 */
export const isFromAhead = (at: Instant, now: Instant): boolean => at > now + MINUTE_MS

/** The later of two, where null is long ago. */
export const latest = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other)

/** The sooner of two, where null is never. */
export const soonest = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)

export const isExpired = ({ expiresAt }: { readonly expiresAt: Instant | null }, now: Instant): boolean =>
  expiresAt !== null && expiresAt <= now
