/** The services that the organization has, for those who may see them: to be looked through, or with all that they define. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ListedService, Service } from '../../domain/service.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Needs } from '../needs.ts'

export type ListedServices = Paged<ListedService>

export async function listServices(
  { store }: Pick<Needs, 'store'>,
  { authority, organization }: Caller,
  page: Page,
  search?: string,
): Promise<ListedServices> {
  refuseUnlessReader(authority)
  return store.services.page(organization.id, page, search)
}

export async function listDefinitions(
  { store }: Pick<Needs, 'store'>,
  { authority, organization }: Caller,
  page: Page,
): Promise<Paged<Service>> {
  refuseUnlessReader(authority)
  return store.services.definitions(organization.id, page)
}

export function refuseUnlessReader(authority: Caller['authority']): void {
  if (permits(authority, 'services.read')) return
  throw new Refusal('forbidden', { detail: 'Your roles here don’t let you see services.' })
}
