/**
 * The old value of an API token that was regenerated goes on working beside the new one for a while, so that nothing
 * stands still while the new one is handed round. It never outlives its token, and there are never more than two.
 */
import { DAY_MS, HOUR_MS, isExpired, type Instant } from '../instant.ts'

/** How long the old value works on; `until_first_use` of the new one is seven days at most. */
export type OverlapChoice = 'none' | 'one_hour' | 'one_day' | 'seven_days' | 'until_first_use'

const LENGTH_MS: Readonly<Record<OverlapChoice, number>> = {
  none: 0,
  one_hour: HOUR_MS,
  one_day: DAY_MS,
  seven_days: 7 * DAY_MS,
  until_first_use: 7 * DAY_MS,
}

export type LastUse = { readonly at: Instant; readonly address: string; readonly userAgent: string }

export type Overlap = {
  /** Public id of the old value. */
  readonly secretId: string
  readonly endsAt: Instant
  readonly endsAtFirstUse: boolean
  readonly oldUse: LastUse | null
  readonly presentUse: LastUse | null
}

export type NewOverlap = Pick<Overlap, 'endsAt' | 'endsAtFirstUse'>

/** With the token as it was, and as it will be: whichever expires first. Null when there is nothing to overlap. */
export function overlapFrom(
  choice: OverlapChoice,
  at: Instant,
  lives: readonly { readonly expiresAt: Instant | null }[],
): NewOverlap | null {
  const endsAt = Math.min(at + LENGTH_MS[choice], ...lives.map(({ expiresAt }) => expiresAt ?? Infinity))
  return endsAt <= at ? null : { endsAt, endsAtFirstUse: choice === 'until_first_use' }
}

type Overlapping = {
  readonly overlap: Overlap | null
  readonly revokedAt: Instant | null
  readonly expiresAt: Instant | null
}

/** The overlap that is under way: one that is over may still be there to be told of. */
export function overlapNow({ overlap, revokedAt, expiresAt }: Overlapping, now: Instant): Overlap | null {
  const isOver = revokedAt !== null || isExpired({ expiresAt }, now)
  return overlap === null || isOver || overlap.endsAt <= now ? null : overlap
}

export const laterUse = (one: LastUse | null, other: LastUse | null): LastUse | null =>
  (one?.at ?? -1) < (other?.at ?? -1) ? other : one
