/** Who may define services here, and which are this organization's to define. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import type { Reads } from '../../store/store.ts'

export function refuseUnlessManager({ authority }: Pick<Caller, 'authority'>): void {
  if (permits(authority, 'services.manage')) return
  throw new Refusal('forbidden', {
    detail: 'Your roles here don’t let you manage services. Ask an organization owner.',
  })
}

/** A service that this organization provides: of those that it added, another one decides. */
export async function findProvided(
  { services }: Pick<Reads, 'services'>,
  organizationId: string,
  id: string,
): Promise<Service> {
  const service = await services.find(organizationId, id)
  if (service === undefined) throw new Refusal('not_found')
  if (service.organizationId === organizationId) return service
  throw new Refusal('forbidden', {
    detail: 'Another organization provides this service, and only that one can change it.',
  })
}
