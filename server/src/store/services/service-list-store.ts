/** Services to be looked through, by display name; with all words of the search, without regard to case and accents. */
import type { ListedService } from '../../domain/service.ts'
import type { Page, Paged } from '../page.ts'

export type ServiceListReads = {
  /** Those that the organization has. */
  page(organizationId: string, page: Page, search?: string): Promise<Paged<ListedService>>
  /** What is offered to the organization and it does not have. */
  catalogue(organizationId: string, page: Page, search?: string): Promise<Paged<ListedService>>
}
