/** What happened to an API token, part by part: its changes, and the exchanges that were refused. */
import { type AuditEvent, endpoints, type CountedRefusal } from '@countersign/api'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { isMore, type Part, PART } from '../search/parts.ts'
import { call } from '../sessions/call.ts'
import { apiTokensKey } from './api-tokens-query.ts'

export const apiTokenEventsQuery = (organizationId: string, apiTokenId: string) =>
  infiniteQueryOptions({
    queryKey: [...apiTokensKey(organizationId), apiTokenId, 'events'],
    initialPageParam: 0,
    queryFn: ({ pageParam: offset, signal }): Promise<Part<AuditEvent>> =>
      call(endpoints.listApiTokenEvents, {
        params: { organizationId, apiTokenId },
        query: { offset, limit: PART },
        signal,
      }),
    getNextPageParam: isMore,
  })

export const refusedExchangesQuery = (organizationId: string, apiTokenId: string) =>
  infiniteQueryOptions({
    queryKey: [...apiTokensKey(organizationId), apiTokenId, 'refused-exchanges'],
    initialPageParam: 0,
    queryFn: ({ pageParam: offset, signal }): Promise<Part<CountedRefusal>> =>
      call(endpoints.listRefusedExchanges, {
        params: { organizationId, apiTokenId },
        query: { offset, limit: PART },
        signal,
      }),
    getNextPageParam: isMore,
  })
