/** Who holds something of a service in an organization, and which live API tokens they have: what a change reaches. */
import type { AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'

export type ServiceHolder = {
  readonly userId: string
  readonly username: string
  readonly roles: readonly HeldRole[]
}

export type HoldersApiToken = {
  readonly id: string
  readonly name: string
  readonly userId: string
  readonly allowedScopes: AllowedScopes
  readonly bounds: readonly AllowedScopes[]
  readonly lastUsedAt: Instant | null
}

/** So many at the most, in the order of their ids. */
export type PartOfHolders = { readonly afterId: string; readonly limit: number }

export type ServiceHolderReads = {
  /** Directly, through a group or by a custom role; what has ended or not begun among it. */
  holders(organizationId: string, id: string, part: PartOfHolders): Promise<ServiceHolder[]>
  /** Those that can be exchanged at that instant. */
  apiTokensOfHolders(
    organizationId: string,
    userIds: readonly string[],
    now: Instant,
  ): Promise<HoldersApiToken[]>
}
