/** The tenant: an access token is always for exactly one. */
import type { HeldRole } from './held-role.ts'
import type { Instant } from './instant.ts'
import { foldedForSearch } from './search.ts'
import type { User } from './user.ts'

export type Organization = {
  readonly id: string
  /** Short and unique, for people and scripts. */
  readonly name: string
  readonly displayName: string
  readonly createdAt: Instant
  /** Nobody can act in it, and nothing in it is exchanged. */
  readonly suspendedAt: Instant | null
  /** The one that set-up made: who holds `platform_operator` in it looks after all of them. */
  readonly isHome: boolean
} & Policies

/** An organization's rules for its API tokens. */
export type Policies = {
  /** Whether they may be given the scope `administration`, and it counts. Off in a new organization. */
  readonly tokensMayAdminister: boolean
}

export type Member = { readonly user: User; readonly roles: readonly HeldRole[] }

/** Invited to own an organization, and has not accepted. */
export type PendingOwner = {
  readonly email: string
  readonly expiresAt: Instant
  readonly isMailed: boolean
}

/** As platform operators see it, whether or not they belong to it. */
export type ManagedOrganization = Organization & {
  readonly memberCount: number
  /** Who can act, and is one for good. */
  readonly hasOwner: boolean
  /** Whom who runs the installation invited to be its owner, and has not accepted. */
  readonly invitedOwner: PendingOwner | null
}

/** Where a person belongs, with what they hold there. */
export type Belonging = { readonly organization: Organization; readonly roles: readonly HeldRole[] }

const LONGEST_NAME = 60

/** A short name for scripts, made of what the organization is called. */
export const shortNameOf = (displayName: string): string =>
  foldedForSearch(displayName)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replaceAll(/^-+|-+$/g, '') || 'organization'

/** The same for the second, third … that is called so. */
export function numberedName(name: string, number: number): string {
  if (number === 1) return name
  const ending = `-${number}`
  return name.slice(0, LONGEST_NAME - ending.length).replace(/-+$/, '') + ending
}
