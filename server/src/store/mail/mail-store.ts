/** The outbox: written with the change that a mail tells of, emptied by whoever holds a row's lease. */
import type { Instant } from '../../domain/instant.ts'

export type EnqueuedMail = {
  readonly id: string
  /** Whose administrators see it counted; null for what is about an account. */
  readonly organizationId: string | null
  readonly kind: string
  readonly recipient: string
  /** What its link belongs to: an invitation's id, or that of whoever chooses a new password. Null without such a link. */
  readonly about: string | null
  /** Wiped when the mail was sent or given up: it may have a link that lets someone in. */
  readonly sealed: Uint8Array
  readonly createdAt: Instant
  /** When nobody is served by it any more. */
  readonly expiresAt: Instant
}

export type TakenMail = EnqueuedMail & { readonly tries: number; readonly isStopped: boolean }

export type MailCounts = {
  readonly waiting: number
  readonly failed: number
  readonly stoppedAddresses: readonly {
    readonly address: string
    readonly stoppedAt: Instant
    readonly said: string
  }[]
}

export type MailReads = {
  /** Of an organization's mails, and of its members' addresses; of all with null. */
  counts(organizationId: string | null, mostAddresses: number): Promise<MailCounts>
  /** Of a kind, to one address in any case, or for one organization, since then; counts no further than `most`. */
  countSince(
    what: { readonly kind: string; readonly since: Instant } & (
      { readonly to: string } | { readonly organizationId: string }
    ),
    most: number,
  ): Promise<number>
  /** What the mail server said, when nothing is sent to this address any more. */
  findStopped(address: string): Promise<{ readonly stoppedAt: Instant; readonly said: string } | undefined>
}

export type MailChanges = MailReads & {
  enqueue(mail: EnqueuedMail): Promise<void>
  /** Its link has ended: what waits is wiped, and counts as neither sent nor failed. */
  cancel(about: string): Promise<void>
  /** Mails go to this address again. False when they did. */
  reopen(address: string): Promise<boolean>
}

export type Settled =
  | { readonly how: 'sent'; readonly at: Instant; readonly said: string }
  | { readonly how: 'given_up'; readonly at: Instant; readonly said: string; readonly stopsAddress: boolean }
  | { readonly how: 'later'; readonly nextTryAt: Instant; readonly said: string }

/** Written outside any change: sending a mail is no event of an organization. */
export type MailQueue = {
  /** What is due and nobody else's until `until`; of two that ask at once each mail goes to one. */
  take(asked: {
    readonly holder: string
    readonly at: Instant
    readonly until: Instant
    readonly limit: number
  }): Promise<readonly TakenMail[]>
  /** False when the lease went to another meanwhile. */
  settle(id: string, holder: string, settled: Settled): Promise<boolean>
  /** Deletes what was done with before then; answers how many. */
  purge(before: Instant, limit: number): Promise<number>
}
