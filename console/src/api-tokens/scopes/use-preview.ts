/** Asks the server, a moment after the last change, what a choice of scopes would be worth now. */
import { type EffectiveScope, endpoints, type Scopes } from '@countersign/api'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../../sessions/call.ts'

const PAUSE_MS = 250

type Preview = {
  readonly effective: EffectiveScope | undefined
  readonly error: unknown
  /** What is shown is of an earlier choice. */
  readonly isBehind: boolean
  readonly retry: () => void
}

export function usePreview(organizationId: string, scopes: Scopes): Preview {
  const present = JSON.stringify(scopes)
  const [settled] = useDebouncedValue(present, PAUSE_MS)
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['scope-preview', organizationId, settled],
    queryFn: ({ signal }) =>
      call(endpoints.previewScopes, {
        params: { organizationId },
        body: { scopes: JSON.parse(settled) as Scopes },
        signal,
      }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })
  return {
    effective: data,
    error,
    isBehind: isPlaceholderData || present !== settled,
    retry: () => void refetch(),
  }
}
