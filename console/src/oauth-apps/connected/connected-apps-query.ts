/** The applications that one let in, in every organization. */
import { endpoints } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { askedFor } from '../../search/paged-search.ts'
import { call } from '../../sessions/call.ts'

export const CONNECTED_APPS = ['connected-apps'] as const

export const connectedAppsQuery = (page: number) =>
  queryOptions({
    queryKey: [...CONNECTED_APPS, page],
    queryFn: ({ signal }) => call(endpoints.listConnectedApps, { query: askedFor({ page }), signal }),
    placeholderData: keepPreviousData,
  })
