/**
 * What the actions need of a database, and no more: the sum of one interface for each capability, each beside its rows.
 * Two engines stand behind it; `conformance.ts` is its meaning in tests. Every lookup takes the owner or the organization
 * it must belong to, so that someone else's id is simply not found. Whatever goes wrong inside is a
 * `Refusal('store_unavailable')` with the cause, never a false success.
 */
import type { AuditEvent } from '../domain/audit-event.ts'
import type { GatheredEvent } from '../domain/gathered-event.ts'
import type { Instant } from '../domain/instant.ts'
import type { ApiTokenChanges, ApiTokenReads } from './api-tokens/api-tokens-store.ts'
import type { AuditEventReads } from './audit/audit-store.ts'
import type { GatheredEventReads } from './audit/gathered-events-store.ts'
import type { CustomRoleChanges, CustomRoleReads } from './custom-roles/custom-roles-store.ts'
import type { Archive } from './backup/archive-store.ts'
import type { EventQueue, EventStreamChanges, EventStreamReads } from './event-streams/event-streams-store.ts'
import type { ApiTokenUsage, EndedValue, ExchangeReads } from './exchange/exchange-store.ts'
import type { GroupChanges, GroupReads } from './groups/groups-store.ts'
import type { InstallationChanges, InstallationReads } from './installation/installation-store.ts'
import type { InvitationChanges, InvitationReads } from './invitations/invitations-store.ts'
import type { JobLease } from './job-leases/job-lease.ts'
import type { LeakChanges, LeakReads } from './leaks/leaks-store.ts'
import type { MailChanges, MailQueue, MailReads } from './mail/mail-store.ts'
import type { OrganizationChanges, OrganizationReads } from './organizations/organizations-store.ts'
import type { DirectoryChanges, DirectoryReads } from './people/directory-store.ts'
import type { OAuthAppChanges, OAuthAppReads, OAuthAppUsage } from './oauth/oauth-apps-store.ts'
import type { OAuthGrantChanges, OAuthGrantReads } from './oauth/oauth-grants-store.ts'
import type { DeviceCodeChanges, DeviceCodeReads } from './oauth/device-codes-store.ts'
import type { PushedRequestChanges, PushedRequestReads } from './oauth/pushed-requests-store.ts'
import type { PasswordResetChanges, PasswordResetReads } from './password-resets/password-resets-store.ts'
import type { UserChanges, UserReads } from './people/people-store.ts'
import type { ReminderChanges, ReminderReads } from './reminders/reminders-store.ts'
import type { FeedTokenChanges, FeedTokenReads, TouchFeedTokens } from './revocation/feed-tokens-store.ts'
import type { RevocationReads } from './revocation/revocation-store.ts'
import type { RoleRequestChanges, RoleRequestReads } from './role-requests/role-requests-store.ts'
import type { RoleChanges, RoleReads } from './roles/roles-store.ts'
import type { ServiceChanges, ServiceReads } from './services/services-store.ts'
import type { SessionChanges, SessionReads } from './sessions/sessions-store.ts'
import type { SigningKeyChanges, SigningKeyReads } from './signing-keys/signing-keys-store.ts'

export type Reads = {
  readonly installation: InstallationReads
  readonly exchange: ExchangeReads
  readonly apiTokens: ApiTokenReads
  readonly users: UserReads
  readonly people: DirectoryReads
  readonly organizations: OrganizationReads
  readonly invitations: InvitationReads
  readonly passwordResets: PasswordResetReads
  readonly roles: RoleReads
  readonly roleRequests: RoleRequestReads
  readonly groups: GroupReads
  readonly customRoles: CustomRoleReads
  readonly services: ServiceReads
  readonly sessions: SessionReads
  readonly signingKeys: SigningKeyReads
  readonly auditEvents: AuditEventReads
  readonly gatheredEvents: GatheredEventReads
  readonly leaks: LeakReads
  readonly mail: MailReads
  readonly reminders: ReminderReads
  readonly oauthApps: OAuthAppReads
  readonly oauthGrants: OAuthGrantReads
  readonly pushedRequests: PushedRequestReads
  readonly deviceCodes: DeviceCodeReads
  readonly revocation: RevocationReads
  readonly feedTokens: FeedTokenReads
  readonly eventStreams: EventStreamReads
}

/** The writes, only within `change`. A `boolean` answer tells whether the guarded row was there to be changed. */
export type Changes = Reads & {
  readonly installation: InstallationChanges
  readonly apiTokens: ApiTokenChanges
  readonly users: UserChanges
  readonly people: DirectoryChanges
  readonly organizations: OrganizationChanges
  readonly invitations: InvitationChanges
  readonly passwordResets: PasswordResetChanges
  readonly roles: RoleChanges
  readonly roleRequests: RoleRequestChanges
  readonly groups: GroupChanges
  readonly customRoles: CustomRoleChanges
  readonly services: ServiceChanges
  readonly sessions: SessionChanges
  readonly signingKeys: SigningKeyChanges
  readonly leaks: LeakChanges
  readonly mail: MailChanges
  readonly reminders: ReminderChanges
  readonly feedTokens: FeedTokenChanges
  readonly eventStreams: EventStreamChanges
  readonly oauthApps: OAuthAppChanges
  readonly oauthGrants: OAuthGrantChanges
  readonly pushedRequests: PushedRequestChanges
  readonly deviceCodes: DeviceCodeChanges
}

export type Store = Reads & {
  /**
   * One transaction. Its events are written in it: when they can't be, nothing has changed.
   * Resolves only once the change is durable; when its outcome is unknown, it rejects.
   * `work` may be run again, from the start, when the engine gave way to another transaction: it must have no other
   * effect than through `tx`. A refusal by `tx` ends the transaction even when it is caught. Not to be nested.
   * @throws {Refusal} `conflict` when an id or a name is taken, or what is referred to is not there (any more)
   */
  change<Result>(work: (tx: Changes) => Promise<Changed<Result>>): Promise<Result>
  /**
   * Adds a batch of uses to the tokens they belong to; uses of tokens that are gone are dropped. No audit event, but of
   * old values that were to work until the first use of the new one, and end by it.
   */
  recordUsage(
    usage: readonly ApiTokenUsage[],
    now?: Instant,
    eventOf?: (ended: EndedValue) => AuditEvent,
  ): Promise<void>
  /** When and whence OAuth apps were used; never earlier than it stands already. */
  recordAppUsage(usage: readonly OAuthAppUsage[]): Promise<void>
  /** Whether the id of what may be used once was not seen before; it is remembered until then. */
  useOnce(id: string, expiresAt: Instant): Promise<boolean>
  /** Writes events of what happened outside any change, such as a failed sign-in. */
  recordEvents(events: readonly AuditEvent[]): Promise<void>
  /** Adds a batch to what was counted in its hours. What people did outside of any organization goes to each of theirs. */
  recordGathered(events: readonly GatheredEvent[]): Promise<void>
  /** Deletes counts of hours by then, oldest first; answers how many. No audit event. */
  purgeGathered(before: Instant, limit: number): Promise<number>
  /** Deletes what was told of what was taken away, up to a place in its order; answers how many. No audit event. */
  purgeRevocations(before: number, limit: number): Promise<number>
  /** Lets places in status lists be given again that were left by then; answers how many. No audit event. */
  purgeStatusPlaces(leftBefore: Instant, limit: number): Promise<number>
  /** Notes that somebody listens with them, with no audit event; answers which of them there still are. */
  readonly touchFeedTokens: TouchFeedTokens
  /** Wakes after a change of this process that took something away, and not of others. Answers how to stop. */
  whenLost(wake: () => void): () => void
  /** Pushes a session's idle end back. No audit event. */
  touchSession(id: string, at: Instant): Promise<void>
  /** True for the one process that does the job from now on, until `expiresAt`; taking it again prolongs it. */
  takeLease(lease: JobLease): Promise<boolean>
  /** So that another process need not wait until it runs out. */
  giveUpLease(name: string, holder: string): Promise<void>
  readonly mailQueue: MailQueue
  readonly eventQueue: EventQueue
  readonly archive: Archive
  /** A round trip to the database, for readiness. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type Changed<Result> = { readonly result: Result; readonly events: readonly AuditEvent[] }
