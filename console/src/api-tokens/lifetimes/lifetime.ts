/** A token's lifetime as it is chosen, and when it would end. The server decides; this shows the same date beforehand. */
import type { Lifetime } from '@countersign/api'

/** What is offered. Seconds come only from scripts. */
const OFFERED_UNITS = ['minutes', 'hours', 'days', 'weeks', 'months'] as const

/** A lifetime that a script gave in seconds can be kept. */
export const unitsFor = ({ unit }: Lifetime): readonly Lifetime['unit'][] =>
  unit === 'seconds' ? [unit, ...OFFERED_UNITS] : OFFERED_UNITS

export const DEFAULT_LIFETIME: Lifetime = { amount: 6, unit: 'months' }

/** What is on a form: the number and unit stay as they were while "never" is chosen. */
export type LifetimeAnswer = Lifetime & { readonly isNever: boolean }

export const lifetimeOfAnswer = ({ amount, unit, isNever }: LifetimeAnswer): Lifetime | null =>
  isNever ? null : { amount, unit }

export const answerOfLifetime = (lifetime: Lifetime | null | undefined): LifetimeAnswer => ({
  ...DEFAULT_LIFETIME,
  ...lifetime,
  isNever: lifetime === null,
})

export const wrongLifetime = (answer: LifetimeAnswer, now: number): string | undefined =>
  answer.isNever || expiryOf(answer, now) !== undefined
    ? undefined
    : 'Enter a whole number, and no more than 1200 months.'

const LONGEST_MONTHS = 1200
const MINUTE_MS = 60_000
const UNIT_MS = {
  seconds: 1000,
  minutes: MINUTE_MS,
  hours: 60 * MINUTE_MS,
  days: 1440 * MINUTE_MS,
  weeks: 7 * 1440 * MINUTE_MS,
}

/** Milliseconds since the epoch; undefined for a lifetime the server would refuse. */
export function expiryOf({ amount, unit }: Lifetime, now: number): number | undefined {
  if (!Number.isSafeInteger(amount) || amount < (unit === 'seconds' ? 60 : 1)) return undefined
  const expiresAt =
    unit === 'months' ? addMonths(now, Math.min(amount, 2 * LONGEST_MONTHS)) : now + amount * UNIT_MS[unit]
  return expiresAt <= addMonths(now, LONGEST_MONTHS) ? expiresAt : undefined
}

/** The same day of a later month, in UTC as the server counts, or that month's last day. */
function addMonths(from: number, months: number): number {
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  return date.setUTCDate(Math.min(day, lastDay))
}

export const lifetimeInWords = ({ amount, unit }: Lifetime): string =>
  `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`
