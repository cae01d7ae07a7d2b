/** Adds a service that another organization offers, so that its roles can be held here, and removes it again. */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import type { Page } from '../../store/page.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { refuseUnlessReader, type ListedServices } from './list-services.ts'
import { refuseUnlessManager } from './managed-service.ts'
import { refuseOneMore } from './register-service.ts'

export async function listCatalogue(
  { store }: Pick<Needs, 'store'>,
  { authority, organization }: Caller,
  page: Page,
  search?: string,
): Promise<ListedServices> {
  refuseUnlessReader(authority)
  return store.services.catalogue(organization.id, page, search)
}

export async function addService(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
): Promise<Service> {
  refuseUnlessManager(caller)
  const own = caller.organization.id
  return store.change(async (tx) => {
    const asked = await tx.services.findOffered(own, id)
    // Its provider may be withdrawing it at this moment: whoever is second sees what the first did.
    if (asked !== undefined) await tx.services.lock(asked.organizationId, id)
    const service = asked && (await tx.services.findOffered(own, id))
    if (service === undefined) throw new Refusal('not_found')
    await refuseOneMore(tx, own, service.name, settings)
    const at = now()
    await tx.services.add(own, service, at)
    const what = { target: { type: 'service', id }, details: { name: service.name } }
    return { result: service, events: [auditEvent(at, caller, 'csp__add_service', what)] }
  })
}

export async function removeAddedService(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseUnlessManager(caller)
  const own = caller.organization.id
  await store.change(async (tx) => {
    const service = await tx.services.find(own, id)
    if (service === undefined) throw new Refusal('not_found')
    if (service.organizationId === own) {
      throw new Refusal('conflict', { detail: 'The service is your own. Remove it itself instead.' })
    }
    if (!(await tx.services.takeAway(own, id))) throw new Refusal('not_found')
    const what = { target: { type: 'service', id }, details: { name: service.name } }
    return { result: undefined, events: [auditEvent(now(), caller, 'csp__remove_added_service', what)] }
  })
}
