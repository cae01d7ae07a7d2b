/** What happened. Events are only ever added, with the change they tell of. */
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { TokenOwner } from '../api-tokens/api-tokens-store.ts'
import type { Page, Paged } from '../page.ts'

export type AuditEventReads = {
  /** Changes only, newest first: refused exchanges are counted apart, by the hour. */
  listForApiToken(owner: TokenOwner, apiTokenId: string, page: Page): Promise<Paged<AuditEvent>>
  listForOrganization(organizationId: string, page: Page): Promise<Paged<AuditEvent>>
}
