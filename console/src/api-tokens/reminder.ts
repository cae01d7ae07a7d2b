/** The e-mail reminder as it is chosen: the days stay as they were while no reminder is wanted. */
import { expiryOf, lifetimeOfAnswer, type LifetimeAnswer } from './lifetimes/lifetime.ts'

export type ReminderAnswer = { readonly isWanted: boolean; readonly days: number }

export const DEFAULT_REMINDER: ReminderAnswer = { isWanted: false, days: 30 }

const DAY_MS = 86_400_000
const YEAR_DAYS = 365

/** The earliest of the usual ones that comes at all: reminders come in the second half of a life. */
export function suggestedDays(lifetime: LifetimeAnswer): number {
  const chosen = lifetimeOfAnswer(lifetime)
  const expiresAt = chosen === null ? undefined : expiryOf(chosen, 0)
  if (expiresAt === undefined) return DEFAULT_REMINDER.days
  const livesDays = expiresAt / DAY_MS
  if (livesDays >= YEAR_DAYS) return 60
  return [30, 7].find((days) => 2 * days < livesDays) ?? 1
}

export const reminderDaysOf = ({ isWanted, days }: ReminderAnswer): number | null => (isWanted ? days : null)

export const wrongReminder = ({ isWanted, days }: ReminderAnswer): string | undefined =>
  isWanted && !(Number.isInteger(days) && days >= 1 && days <= 365) ? 'From 1 to 365 days.' : undefined
