/** Users, wherever they are members. */
import type { Instant } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'

export type UserReads = {
  find(id: string): Promise<User | undefined>
  /** For signing in: by user name in any case, with the password hash. */
  findCredentials(username: string): Promise<{ user: User; passwordHash: string } | undefined>
}

export type UserChanges = UserReads & {
  /** By user name or by e-mail, in any case: an address may be of several accounts. */
  findByAccount(account: string, limit: number): Promise<readonly User[]>
  insert(user: User, passwordHash: string): Promise<void>
  /** Of the password that they have already. */
  setPasswordHash(id: string, passwordHash: string): Promise<void>
  changePassword(id: string, passwordHash: string): Promise<void>
  setProfile(id: string, profile: { firstName: string; lastName: string }): Promise<void>
  /** Deactivating ends every session: reactivating brings none back. */
  setDeactivatedAt(id: string, at: Instant | null): Promise<void>
}
