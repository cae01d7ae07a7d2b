/** A group as those who manage members see it. */
import type { Group } from './group.ts'
import type { Assigned } from './held-role.ts'
import type { Instant } from './instant.ts'
import type { Period } from './period.ts'
import type { User } from './user.ts'

export type DescribedGroup = Group & { readonly description: string; readonly createdAt: Instant }
export type ListedGroup = DescribedGroup & {
  readonly memberCount: number
  readonly roles: readonly Assigned[]
}
export type GroupMember = Period & { readonly user: User; readonly addedAt: Instant }
