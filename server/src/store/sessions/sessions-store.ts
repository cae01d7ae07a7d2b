/** Sessions of the console, found only by the keyed hash of their cookie. */
import type { Instant } from '../../domain/instant.ts'
import type { Session } from '../../domain/session.ts'
import type { User } from '../../domain/user.ts'

export type SessionReads = {
  /** By the keyed hash of the cookie. */
  findByHash(hash: Uint8Array): Promise<{ session: Session; user: User } | undefined>
  listForUser(userId: string): Promise<Session[]>
  /** Whether the user signed in from there, at `since` or later. */
  isPlaceKnown(userId: string, placeHash: Uint8Array, since: Instant): Promise<boolean>
}

export type SessionChanges = SessionReads & {
  insert(session: Session, hash: Uint8Array): Promise<void>
  /** After the password was given again: a new cookie for the same session. */
  renew(id: string, hash: Uint8Array, authenticatedAt: Instant): Promise<void>
  end(userId: string, id: string): Promise<boolean>
  /** Every other session of the user, or as many of them as `limit`; answers their ids. */
  endOthers(userId: string, exceptId: string, limit?: number): Promise<string[]>
  endAll(userId: string): Promise<void>
  endExpired(now: Instant): Promise<void>
  /** The user signed in from there now. Of more places than `most` the one of longest ago is forgotten. */
  rememberPlace(userId: string, placeHash: Uint8Array, at: Instant, most: number): Promise<void>
}
