/** How long an API token lives: a number of units, calendar ones counted in UTC, or never-ending (null). */
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../instant.ts'
import { Refusal } from '../refusal.ts'

export const LIFETIME_UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months'] as const
export type LifetimeUnit = (typeof LIFETIME_UNITS)[number]
export type Lifetime = { readonly amount: number; readonly unit: LifetimeUnit }

export const DEFAULT_LIFETIME: Lifetime = { amount: 6, unit: 'months' }

/** Beyond this a number is a slip of the pen; who wants longer says "never" and sees the warning. */
export const LONGEST_LIFETIME_MONTHS = 1200

const UNIT_MS = { seconds: 1000, minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS }

/**
 * The instant a lifetime that starts now ends.
 * A month later is the same day of the month, or that month's last day: 31 August + 6 months is the last of February.
 */
export function expiryOf(lifetime: Lifetime | null, now: Instant): Instant | null {
  if (lifetime === null) return null
  const { amount, unit } = lifetime
  if (!Number.isSafeInteger(amount) || amount < (unit === 'seconds' ? 60 : 1)) {
    throw new Refusal('lifetime_invalid', { detail: 'A lifetime is a whole number, at least 1 minute.' })
  }
  const longest = addMonths(now, LONGEST_LIFETIME_MONTHS)
  const expiresAt =
    unit === 'months'
      ? addMonths(now, Math.min(amount, 2 * LONGEST_LIFETIME_MONTHS))
      : now + amount * UNIT_MS[unit]
  if (expiresAt > longest) {
    throw new Refusal('lifetime_invalid', {
      detail: `A lifetime is at most ${LONGEST_LIFETIME_MONTHS} months; choose "never" for a token that must not expire.`,
    })
  }
  return expiresAt
}

function addMonths(from: Instant, months: number): Instant {
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date.getTime()
}
