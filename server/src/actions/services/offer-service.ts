/**
 * Says which organizations may add a service, as an owner of its provider. One that added it and is not offered it any more
 * loses it, and every role that is held of it there; a preview tells how many people that reaches.
 */
import { actsAsOwner } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ServiceOffers } from '../../domain/service.ts'
import type { Reads } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { findProvided, refuseUnlessManager } from './managed-service.ts'
import { lossesOfOthers, NOTHING_LOST, type Losses } from './preview-service.ts'

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
): Promise<Losses> {
  refuseUnlessOwner(caller)
  await findProvided(store, caller.organization.id, id)
  const losing = await withoutOffer(store, caller.organization.id, id, offers)
  const others = await lossesOfOthers(store, losing, { serviceId: id, becomes: null }, now())
  return { ...NOTHING_LOST, others }
}

export async function offerService(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  { toAll, organizationIds }: ServiceOffers,
): Promise<ServiceOffers> {
  refuseUnlessOwner(caller)
  const own = caller.organization.id
  const offers = { toAll, organizationIds: [...new Set(organizationIds)].filter((each) => each !== own) }
  return store.change(async (tx) => {
    await tx.services.lock(own, id)
    const { name } = await findProvided(tx, own, id)
    for (const each of offers.organizationIds) {
      if ((await tx.organizations.find(each)) !== undefined) continue
      const detail = `There is no organization ${each}. Ask its owner for the id, and offer it to that one.`
      throw new Refusal('not_found', { detail, fields: { organizationIds: detail } })
    }
    const at = now()
    const losing = await withoutOffer(tx, own, id, offers)
    await tx.services.setOffers(id, offers, at)
    for (const each of losing) await tx.services.takeAway(each, id)
    const target = { type: 'service', id }
    const details = { name, toAll, organizations: offers.organizationIds.length, withdrawn: losing.length }
    return {
      result: offers,
      events: [
        auditEvent(at, caller, 'csp__offer_service', { target, details }),
        // They learn that it is gone, and not who of another organization did it.
        ...losing.map((organizationId) =>
          auditEvent(at, null, 'csp__remove_added_service', { organizationId, target, details: { name } }),
        ),
      ],
    }
  })
}

function refuseUnlessOwner(caller: Caller): void {
  refuseUnlessManager(caller)
  if (actsAsOwner(caller.authority)) return
  throw new Refusal('forbidden', { detail: 'Only an organization owner can offer its services to others.' })
}

/** Those that have it, but for its provider, and would not be offered it. */
async function withoutOffer(
  { services }: Pick<Reads, 'services'>,
  provider: string,
  id: string,
  { toAll, organizationIds }: ServiceOffers,
): Promise<string[]> {
  if (toAll) return []
  const offered = [...organizationIds, provider]
  return (await services.organizationsOf(id)).filter((each) => !offered.includes(each))
}
