/** Who holds something of a service, a custom role or through a group, and which live API tokens they have: what taking it away reaches. */
import type { AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'

export type RoleHolder = {
  readonly userId: string
  readonly username: string
  /** All of them, with what has ended or not begun. */
  readonly roles: readonly HeldRole[]
}

/** An OAuth app that holds roles of its own. */
export type MachineHolder = {
  readonly id: string
  readonly name: string
  readonly lastUsedAt: Instant | null
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

export type RoleHolderReads = {
  /** Directly, through a group or by a custom role; what has ended or not begun among it. */
  holdersOfService(organizationId: string, serviceId: string, part: PartOfHolders): Promise<RoleHolder[]>
  /** Directly or through a group; what has ended or not begun among it. */
  holdersOfCustomRole(organizationId: string, name: string, part: PartOfHolders): Promise<RoleHolder[]>
  /** Everyone in it, whether or not their time in it has begun or ended; or one person, if they are. */
  holdersInGroup(
    organizationId: string,
    group: { readonly id: string; readonly userId: string | null },
    part: PartOfHolders,
  ): Promise<RoleHolder[]>
  /** As a role of it or by a custom role; what has ended or not begun among it. */
  machinesOfService(organizationId: string, serviceId: string, part: PartOfHolders): Promise<MachineHolder[]>
  machinesOfCustomRole(organizationId: string, name: string, part: PartOfHolders): Promise<MachineHolder[]>
  /** Those that can be exchanged at that instant. */
  apiTokensOfHolders(
    organizationId: string,
    userIds: readonly string[],
    now: Instant,
  ): Promise<HoldersApiToken[]>
}
