/** The services that the organization has, for those who may see them. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Needs } from '../needs.ts'

export type ListedServices = Paged<Service>

export async function listServices(
  { store }: Pick<Needs, 'store'>,
  { authority, organization }: Caller,
  page: Page,
): Promise<ListedServices> {
  if (!permits(authority, 'services.read')) {
    throw new Refusal('forbidden', { detail: 'Your roles here don’t let you see its services.' })
  }
  return store.services.page(organization.id, page)
}
