/** What stops with a person, read at the moment it is asked: their live API tokens with last use, and what they hold. */
import type { Consequences } from '@countersign/api'
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
  const { total } = data.apiTokens
  return (
    <>
      {total === 0 ? (
        <p>There is no live API token: no script stops.</p>
      ) : (
        <LiveApiTokens {...data.apiTokens} />
      )}
      <OAuthAppsOfPerson {...data.oauthApps} />
    </>
  )
}

function OAuthAppsOfPerson({ letIn, secretsMade }: Consequences['oauthApps']) {
  return (
    <>
      {letIn > 0 && (
        <p>
          {letIn === 1 ? 'One OAuth app that they let in ends' : `${letIn} OAuth apps that they let in end`}{' '}
          for them.
        </p>
      )}
      {secretsMade > 0 && (
        <p>
          {secretsMade === 1
            ? 'One secret of an OAuth app that they made goes on working, and they may know it: replace it'
            : `${secretsMade} secrets of OAuth apps that they made go on working, and they may know them: replace them`}{' '}
          under OAuth apps.
        </p>
      )}
    </>
  )
}

function LiveApiTokens({ items, total }: Consequences['apiTokens']) {
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
