/** People of one organization who hold roles together. */
import type { Instant } from './instant.ts'
import { isWithin, type Period } from './period.ts'

export type Group = { readonly id: string; readonly displayName: string }

/** Someone's place in a group, for a period. */
export type GroupMembership = Group & Period

export const groupsAt = (memberships: readonly GroupMembership[], now: Instant): Group[] =>
  memberships
    .filter((membership) => isWithin(membership, now))
    .map(({ id, displayName }) => ({ id, displayName }))
