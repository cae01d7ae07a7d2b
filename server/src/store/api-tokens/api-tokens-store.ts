/** The life of API tokens and their values, always asked through whom they belong to. */
import type { ApiToken, ApiTokenSecret } from '../../domain/api-tokens/api-token.ts'
import type { NewOverlap } from '../../domain/api-tokens/overlap.ts'
import type { Lifetime } from '../../domain/api-tokens/lifetime.ts'
import type { AssignedRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Organization } from '../../domain/organization.ts'
import type { User } from '../../domain/user.ts'
import type { EndedValue } from '../exchange/exchange-store.ts'
import type { Page, Paged } from '../page.ts'

/** Whose API tokens, in which organization. `userId` null means everyone's: only for those who may manage them. */
export type TokenOwner = { readonly organizationId: string; readonly userId: string | null }

/** A person in an organization. */
export type PersonalOwner = TokenOwner & { readonly userId: string }

/** Who stands behind an API token, whole. */
export type CallerFacts = {
  readonly token: ApiToken
  readonly user: User
  readonly organization: Organization
  readonly isMember: boolean
  readonly roles: readonly AssignedRole[]
}

export type NewApiToken = Pick<
  ApiToken,
  | 'id'
  | 'organizationId'
  | 'userId'
  | 'name'
  | 'description'
  | 'allowedScopes'
  | 'parentId'
  | 'bounds'
  | 'lifetime'
  | 'reminderDays'
  | 'createdAt'
  | 'expiresAt'
>

/** What is left out stays as it is. */
export type ApiTokenEdit = {
  readonly name?: string
  readonly description?: string | null
  readonly reminderDays?: number | null
}

export type NewSecret = Pick<ApiTokenSecret, 'id' | 'hash' | 'hashKeyId' | 'createdAt'>

/** `makerId` is the one of those asked for from which it descends. */
export type MadeApiToken = Pick<ApiToken, 'id' | 'name'> & { readonly makerId: string }

/** `day` is the instant it begins. */
export type ExchangesOfDay = { readonly day: Instant; readonly exchanges: number }

/** How many were deleted. */
export type Purged = { readonly apiTokens: number; readonly usageDays: number }

export type ApiTokenReads = {
  /** By the token's own id, for a caller with an access token. */
  findForCaller(apiTokenId: string): Promise<CallerFacts | undefined>
  find(owner: TokenOwner, id: string): Promise<ApiToken | undefined>
  /** Whether it is a value of that API token, in whatever state. */
  hasValue(id: string, secretId: string): Promise<boolean>
  /** Newest first, revoked ones included. */
  list(owner: TokenOwner, page: Page): Promise<Paged<ApiToken>>
  /** Exchanges by UTC day from that of `since` on, oldest first; days without any are not in it. */
  exchangesByDay(owner: TokenOwner, id: string, since: Instant): Promise<ExchangesOfDay[]>
}

export type ApiTokenChanges = ApiTokenReads & {
  insert(token: NewApiToken, secret: NewSecret): Promise<ApiToken>
  edit(id: string, change: ApiTokenEdit): Promise<boolean>
  /**
   * Replaces the value `secretId` by a new one; false when that value is no longer the present one, or when somebody who
   * does not know the present one asked `askedMsAgo`, before its maker was told.
   */
  regenerate(
    id: string,
    change: {
      secretId: string
      secret: NewSecret
      parentId: string | null
      bounds: ApiToken['bounds']
      lifetime: Lifetime | null
      expiresAt: Instant | null
      at: Instant
      askedMsAgo?: number
      /** The value that is replaced works until then; without it, it is dead at once. */
      overlap?: NewOverlap | null
    },
  ): Promise<boolean>
  /** The maker of the value `secretId` is told it so soon: who asks for another one from then on asks later. */
  told(id: string, secretId: string, inMs: number): Promise<void>
  /** Ends the old value beside the present one; false when it is not that any more. */
  endOldValue(id: string, secretId: string, at: Instant): Promise<boolean>
  /** Those whose time is over, so many at the most, and of which tokens that were not revoked. */
  endOverdueValues(now: Instant, limit: number): Promise<{ count: number; ended: EndedValue[] }>
  /** False when it was revoked before. */
  revoke(id: string, at: Instant): Promise<boolean>
  /** Of two transactions that take one owner's turn, the second waits for the first to end. */
  takeTurn(owner: PersonalOwner): Promise<void>
  /**
   * How many are neither revoked nor expired at that instant, and the owner's turn: of two transactions that ask for one
   * owner, the second waits for the first to end, so that what is counted stays so until this one has.
   */
  countInForce(owner: PersonalOwner, at: Instant): Promise<number>
  /** Those not revoked before, of one owner, so many at the most; answers their ids. */
  revokeAll(owner: PersonalOwner, at: Instant, limit: number): Promise<string[]>
  /**
   * What `makerIds` made, and what that made, and so on, those not revoked before: so many at the most and in the order
   * of their ids, from after `afterId` on. Takes the owner's turn first.
   */
  revokeMade(
    owner: PersonalOwner,
    makerIds: readonly string[],
    part: { afterId: string; limit: number; at: Instant },
  ): Promise<{ revoked: MadeApiToken[]; lastId: string | undefined }>
  /** An API token, what made it, what made that, and so on. Of an id that is not the owner's: none. */
  lineOf(owner: PersonalOwner, id: string): Promise<string[]>
  /**
   * Those that were revoked or ran out by then, with all that hangs on them, and usage of days by then; `limit` of each.
   * What made one that is still kept is kept as well, so that no line is broken.
   */
  purge(before: Instant, limit: number): Promise<Purged>
}
