/** To whom a service is offered by its provider, and who added it. */
import type { Instant } from '../../domain/instant.ts'
import type { Service, ServiceOffers } from '../../domain/service.ts'

export type ServiceOfferReads = {
  offersOf(id: string): Promise<ServiceOffers>
  /** Of what the organization does not have. */
  findOffered(organizationId: string, id: string): Promise<Service | undefined>
}

export type ServiceOfferChanges = {
  /** @throws {Refusal} `conflict` when one of the organizations is not there */
  setOffers(id: string, offers: ServiceOffers, at: Instant): Promise<void>
  add(organizationId: string, service: Service, at: Instant): Promise<void>
  /** With every role that is held of it there. */
  takeAway(organizationId: string, id: string): Promise<boolean>
}
