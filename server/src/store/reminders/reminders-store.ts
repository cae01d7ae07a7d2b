/** Which reminders of what ends are due, and which were sent. */
import type { Instant } from '../../domain/instant.ts'

/** A row that is due, whether or not its person is to hear of it now. */
export type DueRow<Key> = { readonly key: Key; readonly userId: string; readonly isOpen: boolean }

export type ApiTokenKey = {
  readonly dueAt: Instant
  readonly apiTokenId: string
  readonly days: number
}

export type RoleKey = {
  readonly endsAt: Instant
  readonly organizationId: string
  readonly userId: string
}

/** Those that end by `until`, and again, for the last time so many days before, those that end by `lastUntil`. */
export type DueRoles = {
  readonly now: Instant
  readonly until: Instant
  readonly lastUntil: Instant
  readonly lastDays: number
}

export type EndingApiToken = {
  readonly apiTokenId: string
  readonly name: string
  readonly organizationId: string
  readonly organization: string
  readonly expiresAt: Instant
}

export type EndingRole = RoleKey & {
  readonly serviceId: string | null
  readonly name: string
  readonly resource: string | null
  readonly organization: string
  readonly begunAt: Instant
  /** Of those that were sent, the last: so many days before. */
  readonly remindedDays: number | null
}

export type RemindedRole = Omit<EndingRole, 'organization' | 'begunAt' | 'remindedDays'> & {
  readonly days: number
}

/** What a mail of one day tells a person of. */
export type RemindedOf = 'api_tokens' | 'roles'

export type ReminderReads = {
  /** In the order of their keys, after the last of the part before: none is read twice, whoever is not to hear of them. */
  dueApiTokens(
    now: Instant,
    after: ApiTokenKey | undefined,
    limit: number,
  ): Promise<readonly DueRow<ApiTokenKey>[]>
  endingRoles(due: DueRoles, after: RoleKey | undefined, limit: number): Promise<readonly DueRow<RoleKey>[]>
  /** Since when the person wants none; null when they do. */
  offSince(userId: string): Promise<Instant | null>
}

export type ReminderChanges = ReminderReads & {
  /** True for the first that asks on a day: the others have nothing to tell this person any more. */
  claimDay(userId: string, what: RemindedOf, day: { at: Instant; startedAt: Instant }): Promise<boolean>
  /** Of a person, those whose reminder is due by then, the first to end first: some of them, and how many in all. */
  apiTokensOf(
    userId: string,
    due: { now: Instant; by: Instant },
    limit: number,
  ): Promise<{ readonly items: readonly EndingApiToken[]; readonly total: number }>
  /** All of those that `apiTokensOf` counts. */
  apiTokensReminded(userId: string, due: { now: Instant; by: Instant }): Promise<void>
  rolesOf(
    userId: string,
    due: { now: Instant; until: Instant },
    limit: number,
  ): Promise<readonly EndingRole[]>
  rolesReminded(roles: readonly RemindedRole[], at: Instant): Promise<void>
  /** False when it was so before. */
  setOff(userId: string, at: Instant | null): Promise<boolean>
  /** Deletes those of what is over; answers how many. */
  purge(now: Instant, limit: number): Promise<number>
}
