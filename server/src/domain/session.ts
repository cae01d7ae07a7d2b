/** A person's stay in the console. Known to the server only by the keyed hash of its cookie. */
import { DAY_MS, HOUR_MS, isFromAhead, MINUTE_MS, type Instant } from './instant.ts'

export type Session = {
  readonly id: string
  readonly userId: string
  readonly createdAt: Instant
  /** When the password was last given. */
  readonly authenticatedAt: Instant
  readonly lastSeenAt: Instant
  readonly address: string
  readonly userAgent: string
}

export const SESSION_IDLE_MS = 12 * HOUR_MS
export const SESSION_ABSOLUTE_MS = 7 * DAY_MS
const RECENTLY_MS = 15 * MINUTE_MS

export const sessionEndsAt = (session: Session): Instant =>
  Math.min(session.lastSeenAt + SESSION_IDLE_MS, session.createdAt + SESSION_ABSOLUTE_MS)

/** A session from a clock that was ahead is over too: it would last, and its password count as given just now, for too long. */
export const isOver = (session: Session, now: Instant): boolean =>
  sessionEndsAt(session) <= now ||
  [session.createdAt, session.authenticatedAt, session.lastSeenAt].some((at) => isFromAhead(at, now))

/** Until when a token can be generated without giving the password again. */
export const recentUntil = (session: Session): Instant => session.authenticatedAt + RECENTLY_MS

export const isRecentlyAuthenticated = (session: Session, now: Instant): boolean =>
  now <= recentUntil(session)
