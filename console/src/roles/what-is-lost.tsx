/** Who and which live API tokens lose something, read at the moment it is asked. Names as far as one may see them. */
import type { Losses } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import classes from '../frame/listing.module.css'
import { Lines } from '../frame/lines.tsx'
import { ShortList } from '../frame/short-list.tsx'
import { Moment } from '../moments/moment.tsx'
import { ProblemState } from '../problems/problem-state.tsx'

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
  const { people, apiTokens } = data
  if (people.total === 0)
    return <p>Nobody loses anything: what it gave, they hold otherwise, or it gave nothing.</p>
  return (
    <>
      <p>
        {people.total === 1 ? 'One person loses' : `${people.total} people lose`} something from the next
        exchange on{namedInWords(people)}
      </p>
      <ShortList className={classes.stops} most={5}>
        {people.items.map(({ userId, username, roles }) => (
          <li key={userId}>
            <strong translate="no">
              <bdi>{username}</bdi>
            </strong>
            : <span translate="no">{roles.join(' · ')}</span>
          </li>
        ))}
      </ShortList>
      <p>
        {apiTokens.total === 0 && 'No live API token becomes narrower: no script stops.'}
        {apiTokens.total === 1 && 'One live API token becomes narrower, and what uses it may stop'}
        {apiTokens.total > 1 &&
          `${apiTokens.total} live API tokens become narrower, and what uses them may stop`}
        {apiTokens.total > 0 && namedInWords(apiTokens)}
      </p>
      <ShortList className={classes.stops} most={5}>
        {apiTokens.items.map(({ id, name, username, lastUsedAt }) => (
          <li key={id}>
            <strong translate="no">
              <bdi>{name}</bdi>
            </strong>{' '}
            of <bdi translate="no">{username}</bdi>
            {lastUsedAt === null ? (
              ', never used'
            ) : (
              <>
                , last used <Moment at={lastUsedAt} as="from-now" />
              </>
            )}
          </li>
        ))}
      </ShortList>
    </>
  )
}

const namedInWords = ({ items, total }: { readonly items: readonly unknown[]; readonly total: number }) => {
  if (items.length === 0) return '.'
  return total > items.length ? `; the first ${items.length} of them:` : ':'
}
