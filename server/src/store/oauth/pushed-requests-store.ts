/** Requests that apps sent ahead; each is taken by one guarded update. */
import type { Instant } from '../../domain/instant.ts'
import type { PushedRequest } from '../../domain/oauth/pushed-request.ts'
import type { Hashed } from './oauth-grants-store.ts'

export type PushedRequestReads = {
  find(id: string): Promise<Hashed<PushedRequest> | undefined>
  /** Of an app: neither used nor ended. */
  countWaiting(appId: string, now: Instant): Promise<number>
}

export type PushedRequestChanges = PushedRequestReads & {
  insert(request: Hashed<PushedRequest>): Promise<void>
  /** True for the one of all that use it. */
  use(id: string, at: Instant): Promise<boolean>
  /** Ended by then, oldest first. */
  purge(before: Instant, limit: number): Promise<number>
}
