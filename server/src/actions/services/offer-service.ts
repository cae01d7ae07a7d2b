/**
 * Says which organizations may add a service, as an owner of its provider. One that added it and is not offered it any more
 * loses it, and every role that is held of it there; a preview tells how many people that reaches.
 */
import { actsAsOwner } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ServiceOffers } from '../../domain/service.ts'
import type { Needs } from '../needs.ts'
import { findProvided, refuseUnlessManager } from './managed-service.ts'
import { countLosses, NOTHING_LOST, type ServiceLosses } from './preview-service.ts'
import { offersBy, withoutOffer, writeOffers } from './write-service.ts'

export async function showOffers(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  id: string,
): Promise<ServiceOffers> {
  refuseUnlessManager(caller)
  await findProvided(store, caller.organization.id, id)
  return store.services.offersOf(id)
}

export async function previewOffers(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  offers: ServiceOffers,
): Promise<ServiceLosses> {
  refuseUnlessOwner(caller)
  const service = await findProvided(store, caller.organization.id, id)
  const losing = await withoutOffer(store, service, offers)
  const others = await countLosses(store, losing, { serviceId: id, becomes: null }, now())
  return { ...NOTHING_LOST, others }
}

export async function offerService(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  asked: ServiceOffers,
  refuseUnread: (present: ServiceOffers) => void = () => {},
): Promise<ServiceOffers> {
  refuseUnlessOwner(caller)
  const own = caller.organization.id
  const offers = offersBy(own, asked)
  return store.change(async (tx) => {
    await tx.services.lock(own, id)
    const service = await findProvided(tx, own, id)
    refuseUnread(await tx.services.offersOf(id))
    for (const each of offers.organizationIds) {
      if ((await tx.organizations.find(each)) !== undefined) continue
      const detail = `There is no organization ${each}. Ask its owner for the id, and offer it to that one.`
      throw new Refusal('not_found', { detail, fields: { organizationIds: detail } })
    }
    return { result: offers, events: await writeOffers({ tx, at: now(), by: caller }, service, offers) }
  })
}

function refuseUnlessOwner(caller: Caller): void {
  refuseUnlessManager(caller)
  if (actsAsOwner(caller.authority)) return
  throw new Refusal('forbidden', { detail: 'Only an organization owner can offer its services to others.' })
}
