/** What a service hears of revocations with. It opens the feed of one service, and nothing else. */
import type { Instant } from './instant.ts'

export type FeedToken = {
  /** The public part of its value. */
  readonly id: string
  readonly serviceId: string
  readonly name: string
  readonly createdAt: Instant
  readonly createdBy: string | null
  /** When somebody with it was seen listening last; null when nobody ever was. */
  readonly lastHeardAt: Instant | null
}

/** More than enough to replace one at a time in each of several places. */
export const FEED_TOKENS_PER_SERVICE = 20
