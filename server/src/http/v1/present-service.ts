/** A service, and what would be lost by changing it, as answers. */
import type { Service as Shown, ServiceLosses, ServiceOffers, ServicePage } from '@countersign/api'
import type { ListedServices } from '../../actions/services/list-services.ts'
import type { Losses } from '../../actions/services/preview-service.ts'
import { toRfc3339, toRfc3339OrNull } from '../../domain/instant.ts'
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

export const presentLosses = ({ people, apiTokens, others }: Losses): ServiceLosses => ({
  people: { items: people.items.map((each) => ({ ...each, roles: [...each.roles] })), total: people.total },
  apiTokens: {
    items: apiTokens.items.map(({ lastUsedAt, ...token }) => ({
      ...token,
      lastUsedAt: toRfc3339OrNull(lastUsedAt),
    })),
    total: apiTokens.total,
  },
  others,
})

export const presentOffers = ({ toAll, organizationIds }: Offers): ServiceOffers => ({
  toAll,
  organizationIds: [...organizationIds],
})
