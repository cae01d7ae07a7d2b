/** The services that an organization has, and the definitions of those that it provides. */
import { endpoints } from '@countersign/api'
import { addService, listCatalogue, removeAddedService } from '../../actions/services/added-service.ts'
import { offerService, previewOffers, showOffers } from '../../actions/services/offer-service.ts'
import { changeService } from '../../actions/services/change-service.ts'
import { findService } from '../../actions/services/find-service.ts'
import { listServices } from '../../actions/services/list-services.ts'
import { previewService } from '../../actions/services/preview-service.ts'
import { registerOwnService } from '../../actions/services/register-service.ts'
import { removeService } from '../../actions/services/remove-service.ts'
import type { Service } from '../../domain/service.ts'
import { route } from '../route.ts'
import { presentServiceLosses, presentOffers, presentService, presentServices } from './present-service.ts'

export const serviceRoutes = [
  route(endpoints.listServices, 'member', async ({ needs, caller, query: { search, ...page } }) =>
    presentServices(await listServices(needs, caller, page, search), caller.organization.id),
  ),
  route(endpoints.registerService, 'member', async ({ needs, caller, body }) =>
    presentService(await registerOwnService(needs, caller, body), caller.organization.id),
  ),
  route(endpoints.showService, 'member', async ({ needs, caller, params }) =>
    presentService(await findService(needs, caller, params.serviceId), caller.organization.id),
  ),
  route(endpoints.previewService, 'member', async ({ needs, caller, params, body }) =>
    presentServiceLosses(await previewService(needs, caller, params.serviceId, body.definition)),
  ),
  route(endpoints.changeService, 'recentMember', async ({ needs, caller, params, body, refuseUnread }) => {
    const present = (service: Service) => presentService(service, caller.organization.id)
    return present(
      await changeService(needs, caller, params.serviceId, body, (service) => refuseUnread(present(service))),
    )
  }),
  route(endpoints.removeService, 'recentMember', ({ needs, caller, params }) =>
    removeService(needs, caller, params.serviceId),
  ),
  route(endpoints.showServiceOffers, 'member', async ({ needs, caller, params }) =>
    presentOffers(await showOffers(needs, caller, params.serviceId)),
  ),
  route(endpoints.previewServiceOffers, 'member', async ({ needs, caller, params, body }) =>
    presentServiceLosses(await previewOffers(needs, caller, params.serviceId, body)),
  ),
  route(endpoints.offerService, 'recentMember', async ({ needs, caller, params, body, refuseUnread }) =>
    presentOffers(
      await offerService(needs, caller, params.serviceId, body, (offers) =>
        refuseUnread(presentOffers(offers)),
      ),
    ),
  ),
  route(endpoints.listServiceCatalogue, 'member', async ({ needs, caller, query: { search, ...page } }) =>
    presentServices(await listCatalogue(needs, caller, page, search), caller.organization.id),
  ),
  route(endpoints.addService, 'member', async ({ needs, caller, body }) =>
    presentService(await addService(needs, caller, body.serviceId), caller.organization.id),
  ),
  route(endpoints.removeAddedService, 'recentMember', ({ needs, caller, params }) =>
    removeAddedService(needs, caller, params.serviceId),
  ),
]
