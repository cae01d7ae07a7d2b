/** The streams of security events of an organization. What waits in them changes by itself, so they are looked at again. */
import { endpoints } from '@countersign/api'
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { askedFor, type PagedSearch } from '../search/paged-search.ts'
import { call } from '../sessions/call.ts'

const LOOK_AGAIN_MS = 10_000

const streamsKey = (organizationId: string) => ['event-streams', organizationId] as const

export const eventStreamsQuery = (organizationId: string, { page = 1 }: PagedSearch) =>
  queryOptions({
    queryKey: [...streamsKey(organizationId), page],
    queryFn: ({ signal }) =>
      call(endpoints.listEventStreams, { params: { organizationId }, query: askedFor({ page }), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  })

export const readStreamsAgain = (queryClient: QueryClient, organizationId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: streamsKey(organizationId) })
