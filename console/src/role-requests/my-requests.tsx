/** What one asked for here and what became of it, with asking for more. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { PageTurner } from '../frame/page-turner.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { AskDialog } from './ask-dialog.tsx'
import { RequestTable } from './request-table.tsx'
import { REQUESTS_SHOWN, roleRequestsQuery } from './role-request-queries.ts'

export function MyRequests({ organizationId }: { readonly organizationId: string }) {
  const [page, setPage] = useState(1)
  const [isAsking, setIsAsking] = useState(false)
  const [said, setSaid] = useState('')
  const { data, error, refetch } = useQuery(roleRequestsQuery(organizationId, { whose: 'own', page }))
  return (
    <section className={classes.section}>
      <h2>Your requests</h2>
      <p role="status" className={classes.status}>
        {said}
      </p>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={3} label="Reading your requests" />}
      {data?.total === 0 && (
        <p className={classes.second}>
          You asked for no role. Ask for one that you need, for as long as you need it.
        </p>
      )}
      {data && data.total > 0 && (
        <>
          <RequestTable organizationId={organizationId} requests={data.items} />
          <PageTurner
            label="Pages of requests"
            page={page}
            pageSize={REQUESTS_SHOWN}
            total={data.total}
            onTurn={setPage}
          />
        </>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={() => setIsAsking(true)}>
          Ask for a role…
        </Button>
      </div>
      <AskDialog
        organizationId={organizationId}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onAsked={setSaid}
      />
    </section>
  )
}
