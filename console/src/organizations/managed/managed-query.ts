/** All organizations of the installation, a page at a time: there may be thousands. */
import { endpoints } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../sessions/call.ts'

export const PAGE_SIZE = 50

export const managedKey = ['managed-organizations'] as const

type Asked = { readonly organizationId: string; readonly search: string; readonly page: number }

export const managedQuery = ({ organizationId, search, page }: Asked) =>
  queryOptions({
    queryKey: [...managedKey, organizationId, search, page],
    queryFn: ({ signal }) =>
      call(endpoints.listManagedOrganizations, {
        params: { organizationId },
        query: { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE, ...(search !== '' && { search }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
