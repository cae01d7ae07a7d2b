/** Reports of values that leaked, found by whose they are. */
import type { Instant } from '../../domain/instant.ts'
import type { LeakReport, ListedLeakReport } from '../../domain/leaks/leak-report.ts'
import type { PersonalOwner } from '../api-tokens/api-tokens-store.ts'
import type { Page, Paged } from '../page.ts'

export type LeakReads = {
  /** Of everybody in the organization, newest first. */
  list(organizationId: string, page: Page): Promise<Paged<ListedLeakReport>>
  findForApiToken(owner: PersonalOwner, apiTokenId: string): Promise<ListedLeakReport | undefined>
  /** Organizations with reports that nobody was told of, none of whose people were told anything since then. */
  organizationsToTell(toldBefore: Instant, limit: number): Promise<string[]>
  /** Those that nobody was told of, oldest first. */
  untold(organizationId: string, limit: number): Promise<ListedLeakReport[]>
}

export type LeakChanges = LeakReads & {
  insert(report: LeakReport): Promise<void>
  /** When more ended with it than was known when it was written. */
  setEnded(id: string, ended: LeakReport['ended']): Promise<void>
  /** How many of them were told of by this: fewer when somebody else was first. */
  told(ids: readonly string[], at: Instant): Promise<number>
  /** Deletes those from before then, no more than asked for; answers how many. */
  purge(before: Instant, limit: number): Promise<number>
}
