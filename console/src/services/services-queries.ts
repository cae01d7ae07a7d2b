/** The services of an organization, what others offer to it, one of them, and what a change of it would take. */
import { endpoints, type ServiceLosses } from '@countersign/api'
import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import type { PagedSearch } from '../search/paged-search.ts'
import { call } from '../sessions/call.ts'

export const PAGE_SIZE = 50

const servicesKey = (organizationId: string) => ['services', organizationId] as const

const asked = ({ q = '', page = 1 }: PagedSearch) => ({
  offset: (page - 1) * PAGE_SIZE,
  limit: PAGE_SIZE,
  ...(q !== '' && { search: q.slice(0, 100) }),
})

export const servicesQuery = (organizationId: string, search: PagedSearch) =>
  queryOptions({
    queryKey: [...servicesKey(organizationId), 'list', asked(search)],
    queryFn: ({ signal }) =>
      call(endpoints.listServices, { params: { organizationId }, query: asked(search), signal }),
    placeholderData: keepPreviousData,
  })

export const catalogueQuery = (organizationId: string, search: PagedSearch) =>
  queryOptions({
    queryKey: [...servicesKey(organizationId), 'catalogue', asked(search)],
    queryFn: ({ signal }) =>
      call(endpoints.listServiceCatalogue, { params: { organizationId }, query: asked(search), signal }),
    placeholderData: keepPreviousData,
  })

export const serviceQuery = (organizationId: string, serviceId: string) =>
  queryOptions({
    queryKey: [...servicesKey(organizationId), 'service', serviceId],
    queryFn: ({ signal }) => call(endpoints.showService, { params: { organizationId, serviceId }, signal }),
  })

export const offersQuery = (organizationId: string, serviceId: string) =>
  queryOptions({
    queryKey: [...servicesKey(organizationId), 'offers', serviceId],
    queryFn: ({ signal }) =>
      call(endpoints.showServiceOffers, { params: { organizationId, serviceId }, signal }),
  })

/** Who listens changes by itself. */
export const feedTokensQuery = (organizationId: string, serviceId: string) =>
  queryOptions({
    queryKey: [...servicesKey(organizationId), 'feed-tokens', serviceId],
    queryFn: ({ signal }) =>
      call(endpoints.listFeedTokens, {
        params: { organizationId, serviceId },
        query: { offset: 0, limit: PAGE_SIZE },
        signal,
      }),
    refetchInterval: 15_000,
  })

/** Never from before: it says what a removal takes now. */
export const removalLossesQuery = (organizationId: string, serviceId: string) =>
  queryOptions({
    queryKey: [...servicesKey(organizationId), 'removal', serviceId],
    queryFn: ({ signal }): Promise<ServiceLosses> =>
      call(endpoints.previewService, {
        params: { organizationId, serviceId },
        body: { definition: null },
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
  })

/** Whoever changed a service may have changed what they hold themselves. */
export const readServicesAgain = async (queryClient: QueryClient, organizationId: string): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: servicesKey(organizationId) }),
    readRightsAgain(queryClient, organizationId),
    queryClient.invalidateQueries({ queryKey: ['givable-roles', organizationId] }),
  ])
}
