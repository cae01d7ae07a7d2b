/** From an instant until another, each null when there is none: of an assignment, or of a membership in a group. */
import { latest, soonest, type Instant } from './instant.ts'

export type Period = { readonly startsAt: Instant | null; readonly endsAt: Instant | null }

export const isWithin = ({ startsAt, endsAt }: Period, now: Instant): boolean =>
  (startsAt === null || startsAt <= now) && (endsAt === null || endsAt > now)

/** While both last. */
export const whileBoth = (one: Period, other: Period): Period => ({
  startsAt: latest(one.startsAt, other.startsAt),
  endsAt: soonest(one.endsAt, other.endsAt),
})
