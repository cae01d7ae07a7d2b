/**
 * What the actions need of a database, and no more. Two engines stand behind it; `conformance.ts` is its meaning in tests.
 * Every lookup takes the owner or the organization it must belong to, so that someone else's id is simply not found.
 * Whatever goes wrong inside is a `Refusal('store_unavailable')` with the cause, never a false success.
 */
import type { AllowedScopes } from '../domain/allowed-scopes.ts'
import type { ApiToken, ApiTokenSecret } from '../domain/api-tokens/api-token.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { HeldRole } from '../domain/held-role.ts'
import type { Instant } from '../domain/instant.ts'
import type { Lifetime } from '../domain/api-tokens/lifetime.ts'
import type { Member, Organization } from '../domain/organization.ts'
import type { Service } from '../domain/service.ts'
import type { Session } from '../domain/session.ts'
import type { SigningKey, SigningKeyState } from '../domain/signing-key.ts'
import type { User } from '../domain/user.ts'

export type Store = Reads & {
  /**
   * One transaction. Its events are written in it: when they can't be, nothing has changed.
   * Resolves only once the change is durable; when its outcome is unknown, it rejects.
   * `work` may be run again, from the start, when the engine gave way to another transaction: it must have no other
   * effect than through `tx`. A refusal by `tx` ends the transaction even when it is caught. Not to be nested.
   * @throws {Refusal} `conflict` when an id or a name is taken, or what is referred to is not there (any more)
   */
  change<Result>(work: (tx: Changes) => Promise<Changed<Result>>): Promise<Result>
  /** Adds a batch of uses to the tokens they belong to; uses of tokens that are gone are dropped. No audit event. */
  recordUsage(usage: readonly ApiTokenUsage[]): Promise<void>
  /** Writes events of what happened outside any change, such as a refused exchange. */
  recordEvents(events: readonly AuditEvent[]): Promise<void>
  /** Pushes a session's idle end back. No audit event. */
  touchSession(id: string, at: Instant): Promise<void>
  /** True for the one process that does the job from now on, until `expiresAt`; taking it again prolongs it. */
  takeLease(lease: JobLease): Promise<boolean>
  /** So that another process need not wait until it runs out. */
  giveUpLease(name: string, holder: string): Promise<void>
  readonly archive: Archive
  /** A round trip to the database, for readiness. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type Changed<Result> = { readonly result: Result; readonly events: readonly AuditEvent[] }

/** Whose API tokens, in which organization. `userId` null means everyone's: only for those who may manage them. */
export type TokenOwner = { readonly organizationId: string; readonly userId: string | null }

/** Everything an exchange decides on, read in one round trip, and nothing else: reading columns is most of what it costs. */
export type ExchangeFacts = {
  readonly secret: Pick<ApiTokenSecret, 'id' | 'hash' | 'expiresAt' | 'revokedAt'>
  readonly token: Pick<
    ApiToken,
    'id' | 'organizationId' | 'userId' | 'allowedScopes' | 'expiresAt' | 'deactivatedAt' | 'revokedAt'
  >
  readonly user: Omit<User, 'createdAt'>
  readonly isMember: boolean
  readonly roles: readonly HeldRole[]
}

/** Who stands behind an API token, whole. */
export type CallerFacts = Omit<ExchangeFacts, 'secret'> & {
  readonly token: ApiToken
  readonly user: User
  readonly organization: Organization
}

export type Page = { readonly offset: number; readonly limit: number }
export type Paged<Item> = { readonly items: readonly Item[]; readonly total: number }

export type Reads = {
  readonly installation: {
    /** The id of the master key that this database is sealed with; undefined in a new database. */
    masterKeyId(): Promise<string | undefined>
    /** Keyed hash of the one-time set-up code; undefined when there is none or it was used. */
    setupCodeHash(): Promise<Uint8Array | undefined>
    hasOrganization(): Promise<boolean>
  }
  readonly apiTokens: {
    /** By the public id in the presented string. Undefined for an unknown id; includes revoked and expired ones. */
    findForExchange(secretId: string): Promise<ExchangeFacts | undefined>
    /** By the token's own id, for a caller with an access token. */
    findForCaller(apiTokenId: string): Promise<CallerFacts | undefined>
    find(owner: TokenOwner, id: string): Promise<ApiToken | undefined>
    /** Newest first, revoked ones included. */
    list(owner: TokenOwner, page: Page): Promise<Paged<ApiToken>>
    /** Exchanges by UTC day from that of `since` on, oldest first; days without any are not in it. */
    exchangesByDay(owner: TokenOwner, id: string, since: Instant): Promise<ExchangesOfDay[]>
  }
  readonly users: {
    find(id: string): Promise<User | undefined>
    /** For signing in: by user name in any case, with the password hash. */
    findCredentials(username: string): Promise<{ user: User; passwordHash: string } | undefined>
  }
  readonly organizations: {
    /** The organization if the user is a member of it. */
    findForMember(id: string, userId: string): Promise<Organization | undefined>
    /** The organizations the user is a member of, by display name. */
    listForMember(userId: string): Promise<Organization[]>
    members(id: string, page: Page): Promise<Paged<Member>>
    findMember(id: string, userId: string): Promise<Member | undefined>
    /** By a part of user name, names or e-mail, in any case. */
    searchMembers(id: string, term: string, limit: number): Promise<Member[]>
  }
  readonly roles: {
    /** What the user holds, ended assignments included; the domain decides what counts. */
    heldBy(userId: string, organizationId: string): Promise<HeldRole[]>
  }
  readonly services: {
    list(organizationId: string): Promise<Service[]>
    find(organizationId: string, id: string): Promise<Service | undefined>
  }
  readonly sessions: {
    /** By the keyed hash of the cookie. */
    findByHash(hash: Uint8Array): Promise<{ session: Session; user: User } | undefined>
    listForUser(userId: string): Promise<Session[]>
  }
  readonly signingKeys: {
    /** All but the removed ones, oldest first. */
    list(): Promise<SigningKey[]>
  }
  readonly auditEvents: {
    /** Newest first. */
    listForApiToken(owner: TokenOwner, apiTokenId: string, limit: number): Promise<AuditEvent[]>
    listForOrganization(organizationId: string, page: Page): Promise<Paged<AuditEvent>>
  }
}

/** The writes, only within `change`. A `boolean` answer tells whether the guarded row was there to be changed. */
export type Changes = Reads & {
  readonly installation: {
    /** Only into an empty database; false when another process was first. */
    setMasterKeyId(id: string): Promise<boolean>
    setSetupCodeHash(hash: Uint8Array | null): Promise<void>
    /** Consumes the code: true for exactly one caller. */
    useSetupCode(hash: Uint8Array): Promise<boolean>
  }
  readonly apiTokens: {
    insert(token: NewApiToken, secret: NewSecret): Promise<ApiToken>
    edit(id: string, change: { name?: string; reminderDays?: number | null }): Promise<boolean>
    /** Replaces the value `secretId` by a new one; false when that value is no longer the present one. */
    regenerate(
      id: string,
      change: {
        secretId: string
        secret: NewSecret
        lifetime: Lifetime | null
        expiresAt: Instant | null
        at: Instant
      },
    ): Promise<boolean>
    /** False when it was revoked before. */
    revoke(id: string, at: Instant): Promise<boolean>
    /** Those not revoked before, of one owner; answers their ids. */
    revokeAll(owner: { organizationId: string; userId: string }, at: Instant): Promise<string[]>
  }
  readonly users: {
    insert(user: User, passwordHash: string): Promise<void>
    setPasswordHash(id: string, passwordHash: string): Promise<void>
    setProfile(id: string, profile: { firstName: string; lastName: string }): Promise<void>
    setDeactivatedAt(id: string, at: Instant | null): Promise<void>
  }
  readonly organizations: {
    insert(organization: Organization): Promise<void>
    addMember(id: string, userId: string, at: Instant): Promise<void>
    /** Takes the membership and every role held in the organization. */
    removeMember(id: string, userId: string): Promise<boolean>
  }
  readonly roles: {
    assign(assignment: RoleAssignment): Promise<void>
    remove(
      organizationId: string,
      userId: string,
      role: Pick<HeldRole, 'serviceId' | 'name' | 'resource'>,
    ): Promise<boolean>
  }
  readonly services: { insert(service: Service): Promise<void> }
  readonly sessions: {
    insert(session: Session, hash: Uint8Array): Promise<void>
    /** After the password was given again: a new cookie for the same session. */
    renew(id: string, hash: Uint8Array, authenticatedAt: Instant): Promise<void>
    end(userId: string, id: string): Promise<boolean>
    /** Every other session of the user; answers their ids. */
    endOthers(userId: string, exceptId: string): Promise<string[]>
    endExpired(now: Instant): Promise<void>
  }
  readonly signingKeys: {
    insert(key: SigningKey): Promise<void>
    /** Guarded by the state it is in: false when another process was first. Removing wipes the sealed private key. */
    setState(id: string, from: SigningKeyState, to: SigningKeyState, at: Instant): Promise<boolean>
  }
  /** API tokens that were revoked or ran out by then, with all that hangs on them, and usage of days by then; `limit` of each. */
  purge(before: Instant, limit: number): Promise<Purged>
}

export type NewApiToken = {
  readonly id: string
  readonly organizationId: string
  readonly userId: string
  readonly name: string
  readonly allowedScopes: AllowedScopes
  readonly lifetime: Lifetime | null
  readonly reminderDays: number | null
  readonly createdAt: Instant
  readonly expiresAt: Instant | null
}

export type NewSecret = Pick<ApiTokenSecret, 'id' | 'hash' | 'hashKeyId' | 'createdAt'>

export type RoleAssignment = {
  readonly organizationId: string
  readonly userId: string
  readonly serviceId: string | null
  readonly name: string
  readonly resource: string | null
  readonly endsAt: Instant | null
  readonly createdAt: Instant
}

export type JobLease = {
  readonly name: string
  /** One per process. */
  readonly holder: string
  readonly at: Instant
  readonly expiresAt: Instant
}

/** Everything but what is of one moment only: sessions, set-up code, leases. For backups. */
export type Archive = {
  /** As it was at one moment, in batches, while others go on writing. */
  read<Result>(work: (batches: AsyncIterable<ArchivedRows>) => Promise<Result>): Promise<Result>
  /** Into an empty database, all or nothing. `batches` is called again when the engine asks for another try. */
  fill(masterKeyId: string, batches: () => AsyncIterable<ArchivedRows>): Promise<void>
}

export type ArchivedValue = string | number | Uint8Array | null
export type ArchivedRows = {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly ArchivedValue[])[]
}

/** How many were deleted. */
export type Purged = { readonly apiTokens: number; readonly usageDays: number }

/** `day` is the instant it begins. */
export type ExchangesOfDay = { readonly day: Instant; readonly exchanges: number }

/** What happened to one value since the last batch. */
export type ApiTokenUsage = {
  readonly secretId: string
  readonly apiTokenId: string
  readonly lastUsedAt: Instant
  readonly address: string
  readonly userAgent: string
  readonly exchanges: number
  readonly seenInUrlAt: Instant | null
}
