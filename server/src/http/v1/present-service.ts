/** A service, and what would be lost by changing it, as answers. */
import type { Service as Shown, ServiceLosses, ServiceOffers, ServicePage } from '@countersign/api'
import type { ListedServices } from '../../actions/services/list-services.ts'
import type { ServiceLosses as Losses } from '../../actions/services/preview-service.ts'
import { presentLosses } from './present-losses.ts'
import { toRfc3339 } from '../../domain/instant.ts'
import type { Service, ServiceOffers as Offers } from '../../domain/service.ts'

type Summarized = Pick<Service, 'id' | 'name' | 'displayName' | 'description' | 'organizationId'>

const summaryOf = (
  { id, name, displayName, description, ...service }: Summarized,
  organizationId: string,
) => ({
  ...{ id, name, displayName, description },
  isOwn: service.organizationId === organizationId,
})

export const presentService = (service: Service, organizationId: string): Shown => ({
  ...summaryOf(service, organizationId),
  createdAt: toRfc3339(service.createdAt),
  roles: service.roles.map(({ permissions, ...role }) => ({ ...role, permissions: [...permissions] })),
  permissions: service.permissions.map((permission) => ({ ...permission })),
})

export const presentServices = ({ items, total }: ListedServices, organizationId: string): ServicePage => ({
  items: items.map((service) => ({
    ...summaryOf(service, organizationId),
    provider: service.provider,
    roles: service.roles,
    permissions: service.permissions,
  })),
  total,
})

export const presentServiceLosses = ({ others, ...own }: Losses): ServiceLosses => ({
  ...presentLosses(own),
  others,
})

export const presentOffers = ({ toAll, organizationIds }: Offers): ServiceOffers => ({
  toAll,
  organizationIds: [...organizationIds],
})
