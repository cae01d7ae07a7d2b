/** What a service hears of revocations with: who listens, since when nobody did, making one more, and ending one. */
import { endpoints, type FeedToken, type Service } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../../frame/confirmation.tsx'
import { Lines } from '../../frame/lines.tsx'
import classes from '../../frame/listing.module.css'
import { Moment } from '../../moments/moment.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { call } from '../../sessions/call.ts'
import { feedTokensQuery } from '../services-queries.ts'
import { NewFeedTokenDialog } from './new-feed-token-dialog.tsx'

type Props = { readonly organizationId: string; readonly service: Service }

export function FeedTokens({ organizationId, service }: Props) {
  const queryClient = useQueryClient()
  const query = feedTokensQuery(organizationId, service.id)
  const { data, error, refetch } = useQuery(query)
  const [isMaking, setIsMaking] = useState(false)
  const [ending, setEnding] = useState<FeedToken>()
  const readAgain = () => queryClient.invalidateQueries({ queryKey: query.queryKey })
  const end = async (): Promise<void> => {
    if (ending === undefined) return
    const params = { organizationId, serviceId: service.id, feedTokenId: ending.id }
    await call(endpoints.endFeedToken, { params })
    await readAgain()
  }
  return (
    <section className={classes.section}>
      <h2>Hear of what is revoked</h2>
      <p>
        With a feed token the service hears in less than a second that an API token was revoked or that
        somebody lost a role. Without one, an access token is good until it expires.
      </p>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Lines count={2} label="Reading who listens" />}
      {data?.items.length === 0 && <p>Nobody listens: there is no feed token yet.</p>}
      {data && data.items.length > 0 && (
        <ul className={classes.held}>
          {data.items.map((token) => (
            <li key={token.id}>
              <FeedTokenText token={token} />
              <div className={classes.buttons}>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`End: ${token.name}`}
                  onClick={() => setEnding(token)}
                >
                  End…
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button variant="default" onClick={() => setIsMaking(true)}>
          Make a feed token…
        </Button>
      </div>
      <NewFeedTokenDialog
        organizationId={organizationId}
        serviceId={service.id}
        isOpen={isMaking}
        onClose={() => setIsMaking(false)}
        onMade={readAgain}
      />
      <Confirmation
        isOpen={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title="End the feed token?"
        confirmLabel="End it"
        pendingLabel="Ending…"
        onConfirm={end}
      >
        <p>
          Whoever listens with <bdi>{ending?.name}</bdi> is cut off now. They go by status lists as long as
          they can, and hear of roles that are lost no more.
        </p>
      </Confirmation>
    </section>
  )
}

function FeedTokenText({
  token: { name, createdAt, lastHeardAt, isListening },
}: {
  readonly token: FeedToken
}) {
  return (
    <div>
      <bdi>{name}</bdi>
      <span className={classes.second}>
        Made <Moment at={createdAt} />
      </span>
      <span className={classes.second}>
        {isListening && 'Listening now'}
        {!isListening && lastHeardAt === null && 'Nobody has listened with it'}
        {!isListening && lastHeardAt !== null && (
          <>
            Not listening: last seen <Moment at={lastHeardAt} as="from-now" />
          </>
        )}
      </span>
    </div>
  )
}
