/** What is counted by the hour, read. It is written in batches, by `Store.recordGathered`, and purged by age. */
import type { GatheredEvent, GatheredKind } from '../../domain/gathered-event.ts'
import type { TokenOwner } from '../api-tokens/api-tokens-store.ts'
import type { Page, Paged } from '../page.ts'

export type GatheredEventReads = {
  /** Newest hour first. */
  listForApiToken(
    owner: TokenOwner,
    apiTokenId: string,
    kind: GatheredKind,
    page: Page,
  ): Promise<Paged<GatheredEvent>>
  /** Of an OAuth app of the organization's own. */
  listForApp(
    app: { readonly organizationId: string; readonly appId: string },
    kinds: readonly GatheredKind[],
    page: Page,
  ): Promise<Paged<GatheredEvent>>
  listForOrganization(organizationId: string, page: Page): Promise<Paged<GatheredEvent>>
}
