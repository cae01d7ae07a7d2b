/** What happened to an API token, part by part: its changes, and the exchanges that were refused. */
import { type AuditEvent, endpoints, type RefusedExchange } from '@countersign/api'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'
import { apiTokensKey } from './api-tokens-query.ts'

const PART = 10

type Part<Item> = { readonly items: readonly Item[]; readonly total: number }

const isMore = <Item>(last: Part<Item>, parts: readonly Part<Item>[]): number | undefined => {
  const seen = parts.reduce((sum, { items }) => sum + items.length, 0)
  return last.items.length > 0 && seen < last.total ? seen : undefined
}

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
    queryFn: ({ pageParam: offset, signal }): Promise<Part<RefusedExchange>> =>
      call(endpoints.listRefusedExchanges, {
        params: { organizationId, apiTokenId },
        query: { offset, limit: PART },
        signal,
      }),
    getNextPageParam: isMore,
  })
