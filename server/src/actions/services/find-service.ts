/** One service of the organization, for those who may see its services or can do something in this one. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import type { Needs } from '../needs.ts'

export async function findService(
  { store }: Pick<Needs, 'store'>,
  { authority, organization }: Caller,
  id: string,
): Promise<Service> {
  const isVisible =
    permits(authority, 'services.read') || authority.grants.some(({ serviceId }) => serviceId === id)
  const service = isVisible ? await store.services.find(organization.id, id) : undefined
  if (service === undefined) throw new Refusal('not_found')
  return service
}
