/** All organizations of the installation, a page at a time: there may be thousands. */
import { endpoints } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { askedFor, type PagedSearch } from '../../search/paged-search.ts'
import { call } from '../../sessions/call.ts'

export const managedKey = ['managed-organizations'] as const

export const managedQuery = (organizationId: string, search: PagedSearch) =>
  queryOptions({
    queryKey: [...managedKey, organizationId, search],
    queryFn: ({ signal }) =>
      call(endpoints.listManagedOrganizations, {
        params: { organizationId },
        query: askedFor(search),
        signal,
      }),
    placeholderData: keepPreviousData,
  })
