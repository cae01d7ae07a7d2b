/** Feed tokens, of a service; whoever asks has looked whose service it is. */
import type { FeedToken } from '../../domain/feed-token.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Service } from '../../domain/service.ts'
import type { Page, Paged } from '../page.ts'

export type NewFeedToken = Omit<FeedToken, 'lastHeardAt'> & {
  readonly hash: Uint8Array
  readonly hashKeyId: string
}

export type PresentedFeedToken = {
  readonly token: FeedToken
  readonly hash: Uint8Array
  readonly service: Pick<Service, 'organizationId' | 'name' | 'displayName'>
}

export type FeedTokenReads = {
  /** By the public part of a value that somebody presents, with the service whose feed it opens. */
  findPresented(id: string): Promise<PresentedFeedToken | undefined>
  /** Newest first. */
  list(serviceId: string, page: Page): Promise<Paged<FeedToken>>
  count(serviceId: string): Promise<number>
}

export type FeedTokenChanges = FeedTokenReads & {
  insert(token: NewFeedToken): Promise<void>
  /** The one that was removed. */
  remove(serviceId: string, id: string): Promise<FeedToken | undefined>
}

/** Outside of `change`, with no audit event: that somebody is listening. Answers which of them there still are. */
export type TouchFeedTokens = (ids: readonly string[], at: Instant) => Promise<string[]>
