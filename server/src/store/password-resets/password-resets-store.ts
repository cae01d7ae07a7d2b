/** One-time links to choose a new password, known by their public part. */
import type { Instant } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'

export type PasswordReset = {
  /** The public part of the link. */
  readonly id: string
  readonly userId: string
  /** Who made it for somebody else; null when whoever runs the installation did, or it was asked for by mail. */
  readonly requestedBy: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly usedAt: Instant | null
}

/** Somebody has forgotten a password; who it is, is in what is sealed. */
export type PasswordResetAsk = {
  readonly id: string
  readonly sealed: Uint8Array
  readonly askedAt: Instant
}

export type PasswordResetReads = {
  find(
    id: string,
  ): Promise<
    { readonly reset: PasswordReset; readonly linkHash: Uint8Array; readonly user: User } | undefined
  >
  /** Of how many organizations the person is a member, disabled or not. */
  countMemberships(userId: string): Promise<number>
}

export type PasswordResetChanges = PasswordResetReads & {
  /** In the place of those of the same person that were not used. */
  insert(reset: PasswordReset, linkHash: Uint8Array): Promise<void>
  /** The others stay open, until one is used. */
  insertBeside(reset: PasswordReset, linkHash: Uint8Array): Promise<void>
  /** False when as many wait. */
  keepAsk(ask: PasswordResetAsk, most: number): Promise<boolean>
  /** The oldest, which are there no more: of two that ask at once each goes to one. */
  takeAsks(limit: number): Promise<readonly PasswordResetAsk[]>
  /** True for the one that was first; it ends the others of the same person. */
  use(id: string, at: Instant): Promise<boolean>
  /** Deletes those whose link ended by then, no more than asked for; answers how many. */
  purge(before: Instant, limit: number): Promise<number>
}
