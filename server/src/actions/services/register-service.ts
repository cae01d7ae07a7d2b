/** Registers a service with its roles and permissions. Their names begin with the service's, so that none is ambiguous. */
import { randomUuid } from '../../crypto/random.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import type { Changes } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import { refuseUnlessManager } from './managed-service.ts'
import { soundDefinition, type NewService } from './sound-definition.ts'
import { writeNewService } from './write-service.ts'

export type { NewService }
type RegisterNeeds = Pick<Needs, 'store' | 'now' | 'settings'>

export async function registerOwnService(
  needs: RegisterNeeds,
  caller: Caller,
  definition: NewService,
): Promise<Service> {
  refuseUnlessManager(caller)
  return registerService(needs, caller.organization.id, definition, caller)
}

/** Without a caller: by the operator. */
export async function registerService(
  { store, now, settings }: RegisterNeeds,
  organizationId: string,
  definition: NewService,
  caller: Caller | null = null,
): Promise<Service> {
  const service: Service = {
    ...soundDefinition(definition, settings),
    id: randomUuid(),
    organizationId,
    createdAt: now(),
  }
  return store.change(async (tx) => {
    await refuseOneMore(tx, organizationId, service.name, settings)
    const event = await writeNewService({ tx, at: service.createdAt, by: caller }, service)
    return { result: service, events: [event] }
  })
}

/** By its limit, and since no organization has two of one name: nobody could tell their roles apart. */
export async function refuseOneMore(
  tx: Changes,
  organizationId: string,
  name: string,
  { servicesPerOrganization: most }: Pick<Needs['settings'], 'servicesPerOrganization'>,
): Promise<void> {
  await tx.organizations.lock(organizationId)
  if (await tx.services.hasNamed(organizationId, name)) {
    const detail = `The organization has a service named ${name} already. Choose another name, or change that one.`
    throw new Refusal('name_taken', { detail, fields: { name: detail } })
  }
  if ((await tx.services.count(organizationId)) < most) return
  throw new Refusal('limit_reached', {
    detail: `An organization can have ${most} services. Remove one that is not needed any more, then try again.`,
  })
}
