/** The tenant: an access token is always for exactly one. */
import type { HeldRole } from './held-role.ts'
import type { Instant } from './instant.ts'
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
