/** What stops with a person, read at the moment it is asked: their live API tokens with last use, and what they hold. */
import { useQuery } from '@tanstack/react-query'
import { Lines } from '../frame/lines.tsx'
import { Moment } from '../moments/moment.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { consequencesQuery } from './people-queries.ts'
import classes from '../frame/listing.module.css'

type Props = { readonly organizationId: string; readonly userId: string }

export function WhatStops({ organizationId, userId }: Props) {
  const { data, error, refetch } = useQuery(consequencesQuery(organizationId, userId))
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={3} label="Reading what stops" />
  const { items, total } = data.apiTokens
  if (total === 0) return <p>There is no live API token: no script stops.</p>
  return (
    <>
      <p>
        {total === 1 ? 'One live API token stops' : `${total} live API tokens stop`} being exchanged, and with{' '}
        {total === 1 ? 'it' : 'them'} whatever uses {total === 1 ? 'it' : 'them'}:
      </p>
      <ul className={classes.stops}>
        {items.map(({ id, name, lastUsedAt }) => (
          <li key={id}>
            <strong translate="no">
              <bdi>{name}</bdi>
            </strong>
            {lastUsedAt === null ? (
              ', never used'
            ) : (
              <>
                , last used <Moment at={lastUsedAt} as="from-now" />
              </>
            )}
          </li>
        ))}
      </ul>
      {total > items.length && <p>and {total - items.length} more.</p>}
    </>
  )
}
