/** One-time links to choose a new password, known by their public part. */
import type { Instant } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'

export type PasswordReset = {
  /** The public part of the link. */
  readonly id: string
  readonly userId: string
  /** Who made it for somebody else; null when whoever runs the installation did. */
  readonly requestedBy: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly usedAt: Instant | null
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
  /** True for the one that was first. */
  use(id: string, at: Instant): Promise<boolean>
  /** Deletes those whose link ended by then, no more than asked for; answers how many. */
  purge(before: Instant, limit: number): Promise<number>
}
