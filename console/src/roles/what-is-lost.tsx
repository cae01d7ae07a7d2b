/** Who and which live API tokens lose something, read at the moment it is asked. */
import type { Losses } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { Lines } from '../frame/lines.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { isNothingLost, LostRights } from './lost-rights.tsx'

export type LossesAsked = {
  readonly queryKey: readonly unknown[]
  readonly read: (signal: AbortSignal) => Promise<Losses>
}

export function WhatIsLost({ asked: { queryKey, read } }: { readonly asked: LossesAsked }) {
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => read(signal),
    // Never from before: it says what is lost now.
    staleTime: 0,
    gcTime: 0,
  })
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={3} label="Reading who loses what" />
  if (isNothingLost(data))
    return <p>Nobody loses anything: what it gave, they hold otherwise, or it gave nothing.</p>
  return <LostRights {...data} />
}
