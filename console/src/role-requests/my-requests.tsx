/** What one asked for here, and what became of it. Nothing where one asked for nothing. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import classes from '../frame/listing.module.css'
import { PageTurner } from '../frame/page-turner.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { RequestTable } from './request-table.tsx'
import { REQUESTS_SHOWN, roleRequestsQuery } from './role-request-queries.ts'

export function MyRequests({ organizationId }: { readonly organizationId: string }) {
  const [page, setPage] = useState(1)
  const { data, error, refetch } = useQuery(roleRequestsQuery(organizationId, { whose: 'own', page }))
  if (!error && (data === undefined || data.total === 0)) return null
  return (
    <section className={classes.section}>
      <h2>Your requests</h2>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data && (
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
    </section>
  )
}
