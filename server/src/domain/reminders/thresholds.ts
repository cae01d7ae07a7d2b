/** When people are reminded of what ends: some days before, and never in the first half of its life. */
import { DAY_MS, type Instant } from '../instant.ts'

/** So many days before the end; due from that moment on, however late anybody looks. */
export type Reminder = { readonly days: number; readonly dueAt: Instant }

/** After the first, which was chosen. */
const FOLLOWING = [30, 7, 1]
const OF_ROLES = [7, 1]

type Life = { readonly begunAt: Instant; readonly endsAt: Instant }

/** Of an API token, whose first one its owner chose; none of what never expires. */
export function remindersOfApiToken(
  first: number | null,
  { begunAt, endsAt }: { readonly begunAt: Instant; readonly endsAt: Instant | null },
): Reminder[] {
  if (first === null || endsAt === null) return []
  return within([first, ...FOLLOWING.filter((days) => days < first)], { begunAt, endsAt })
}

/** The last of them that is due; a role's end may be any moment, so they are worked out when they are looked for. */
export const dueReminderOfRole = (life: Life, by: Instant): Reminder | undefined =>
  within(OF_ROLES, life).findLast(({ dueAt }) => dueAt <= by)

export const FIRST_OF_ROLES_MS = Math.max(...OF_ROLES) * DAY_MS
export const LAST_DAYS_OF_ROLES = Math.min(...OF_ROLES)

const within = (thresholds: readonly number[], { begunAt, endsAt }: Life): Reminder[] =>
  thresholds
    .filter((days) => 2 * days * DAY_MS < endsAt - begunAt)
    .map((days) => ({ days, dueAt: endsAt - days * DAY_MS }))

/** All that is due by then is in the mail of a day, so that no second one is needed. */
export const endOfDay = (at: Instant): Instant => startOfDay(at) + DAY_MS - 1

export const startOfDay = (at: Instant): Instant => at - (at % DAY_MS)
