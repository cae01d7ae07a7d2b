/** The OAuth apps of an organization, one of them, who has it, and what would stop with it. */
import { type CountedRefusal, endpoints } from '@countersign/api'
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { askedFor, type PagedSearch } from '../search/paged-search.ts'
import { isMore, type Part, PART } from '../search/parts.ts'
import { call } from '../sessions/call.ts'

const appsKey = (organizationId: string) => ['oauth-apps', organizationId] as const

export type OfApp = { readonly organizationId: string; readonly appId: string }

export const appsQuery = (organizationId: string, search: PagedSearch) =>
  queryOptions({
    queryKey: [...appsKey(organizationId), 'list', search],
    queryFn: ({ signal }) =>
      call(endpoints.listOAuthApps, { params: { organizationId }, query: askedFor(search), signal }),
    placeholderData: keepPreviousData,
  })

export const appQuery = (params: OfApp) =>
  queryOptions({
    queryKey: [...appsKey(params.organizationId), 'app', params.appId],
    queryFn: ({ signal }) => call(endpoints.showOAuthApp, { params, signal }),
  })

export const appOrganizationsQuery = (params: OfApp, page: number) =>
  queryOptions({
    queryKey: [...appsKey(params.organizationId), 'organizations', params.appId, page],
    queryFn: ({ signal }) =>
      call(endpoints.listOAuthAppOrganizations, { params, query: askedFor({ page }), signal }),
    placeholderData: keepPreviousData,
  })

export const appRefusalsQuery = (params: OfApp) =>
  infiniteQueryOptions({
    queryKey: [...appsKey(params.organizationId), 'refusals', params.appId],
    initialPageParam: 0,
    queryFn: ({ pageParam: offset, signal }): Promise<Part<CountedRefusal>> =>
      call(endpoints.listOAuthAppRefusals, { params, query: { offset, limit: PART }, signal }),
    getNextPageParam: isMore,
  })

/** Beside the other keys: of what was removed it would be asked about once more. */
export const consequencesQuery = (params: OfApp) =>
  queryOptions({
    queryKey: ['oauth-app-consequences', params],
    queryFn: ({ signal }) => call(endpoints.showOAuthAppConsequences, { params, signal }),
    staleTime: 0,
  })

export const readAppsAgain = (queryClient: QueryClient, organizationId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: appsKey(organizationId) })
