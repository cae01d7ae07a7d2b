/** The one read of an exchange, and what exchanges leave behind. */
import type { AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { GroupMembership } from '../../domain/group.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Organization } from '../../domain/organization.ts'
import type { StatusIndex } from '../../domain/status-list.ts'
import type { User } from '../../domain/user.ts'

/** Everything an exchange decides on, read in one round trip, and nothing else: reading columns is most of what it costs. */
export type ExchangeFacts = {
  readonly secret: {
    readonly id: string
    readonly hash: Uint8Array
    readonly expiresAt: Instant | null
    readonly revokedAt: Instant | null
    readonly status: StatusIndex
  }
  readonly token: {
    readonly id: string
    readonly organizationId: string
    readonly userId: string
    readonly allowedScopes: AllowedScopes
    readonly bounds: readonly AllowedScopes[]
    readonly expiresAt: Instant | null
    readonly deactivatedAt: Instant | null
    readonly revokedAt: Instant | null
  }
  readonly user: Omit<User, 'createdAt'>
  readonly organization: Pick<Organization, 'tokensMayAdminister' | 'suspendedAt'>
  readonly isMember: boolean
  readonly isDisabled: boolean
  readonly roles: readonly HeldRole[]
  readonly groups: readonly GroupMembership[]
  /** The place of the last loss of rights that all this takes into account: see `Revocation`. */
  readonly asOf: number
}

/** What happened to one value since the last batch. Without an exchange it was only seen, and not used. */
export type ApiTokenUsage = {
  readonly secretId: string
  readonly apiTokenId: string
  readonly lastUsedAt: Instant
  readonly address: string
  readonly userAgent: string
  readonly exchanges: number
  readonly seenInUrlAt: Instant | null
}

/** An old value that stopped working, and when. */
export type EndedValue = {
  readonly apiTokenId: string
  readonly organizationId: string
  readonly userId: string
  readonly secretId: string
  readonly at: Instant
}

export type ExchangeReads = {
  /** By the public id in the presented string. Undefined for an unknown id; includes revoked and expired ones. */
  findFacts(secretId: string): Promise<ExchangeFacts | undefined>
}
