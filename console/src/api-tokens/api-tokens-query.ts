/** One's API tokens in an organization: all of them, so that search, filter and sort see all of them. */
import { type ApiToken, endpoints } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'

const PAGE_SIZE = 200

export const apiTokensKey = (organizationId: string) => ['api-tokens', organizationId] as const

export const apiTokensQuery = (organizationId: string) =>
  queryOptions({
    queryKey: [...apiTokensKey(organizationId), 'list'],
    queryFn: ({ signal }) => readAll(organizationId, signal),
  })

export const apiTokenQuery = (organizationId: string, apiTokenId: string) =>
  queryOptions({
    queryKey: [...apiTokensKey(organizationId), apiTokenId],
    queryFn: ({ signal }) => call(endpoints.showApiToken, { params: { organizationId, apiTokenId }, signal }),
  })

export const effectiveScopeQuery = (organizationId: string, apiTokenId: string) =>
  queryOptions({
    queryKey: [...apiTokensKey(organizationId), apiTokenId, 'effective-scope'],
    queryFn: ({ signal }) =>
      call(endpoints.showEffectiveScope, { params: { organizationId, apiTokenId }, signal }),
  })

export const usageQuery = (organizationId: string, apiTokenId: string) =>
  queryOptions({
    queryKey: [...apiTokensKey(organizationId), apiTokenId, 'usage'],
    queryFn: ({ signal }) =>
      call(endpoints.showApiTokenUsage, { params: { organizationId, apiTokenId }, query: {}, signal }),
  })

async function readAll(organizationId: string, signal: AbortSignal): Promise<readonly ApiToken[]> {
  // By id: a token generated while the pages are read moves the others on, so one may come twice.
  const tokens = new Map<string, ApiToken>()
  for (let offset = 0; ;) {
    const { items, total } = await call(endpoints.listApiTokens, {
      params: { organizationId },
      query: { offset, limit: PAGE_SIZE },
      signal,
    })
    for (const token of items) tokens.set(token.id, token)
    // A page of tokens with large scopes has fewer than were asked for.
    offset += items.length
    if (items.length === 0 || offset >= total) return [...tokens.values()]
  }
}
