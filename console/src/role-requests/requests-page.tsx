/** Organization > Requests: what people ask for that one may give; what waits, and what was decided. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { PageTurner } from '../frame/page-turner.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { RequestTable } from './request-table.tsx'
import { REQUESTS_SHOWN, roleRequestsQuery } from './role-request-queries.ts'

const STATES = [
  { value: 'waiting', label: 'Waiting' },
  { value: 'granted', label: 'Granted, held now' },
  { value: 'ended', label: 'Granted, over' },
  { value: 'refused', label: 'Refused' },
  { value: 'withdrawn', label: 'Taken back' },
  { value: 'expired', label: 'Decided by nobody' },
] as const
const ALL = 'all'

export function RequestsPage() {
  const { id: organizationId, displayName } = useOrganization()
  const [shown, setShown] = useState('waiting')
  const [page, setPage] = useState(1)
  const state = STATES.find(({ value }) => value === shown)?.value
  const asked = { whose: 'others', page, ...(state !== undefined && { state }) } as const
  const { data, error, refetch } = useQuery(roleRequestsQuery(organizationId, asked))
  return (
    <Page
      title="Requests"
      introduction={`What people of ${displayName} ask for that you may give. You can give it for a shorter time than they ask, never for longer.`}
    >
      <div className={classes.tools}>
        <NativeSelect
          className={classes.choice}
          label="Show"
          data={[...STATES, { value: ALL, label: 'All' }]}
          value={shown}
          onChange={({ currentTarget: { value } }) => {
            setShown(value)
            setPage(1)
          }}
        />
      </div>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={4} label="Reading the requests" />}
      {data && (
        <>
          <p role="status" className={classes.status}>
            {data.total === 1 ? '1 request.' : `${data.total} requests.`}
          </p>
          {data.total === 0 ? (
            <p className={classes.none}>
              {shown === 'waiting'
                ? 'Nothing waits for you. People ask under My Roles; you then get a mail with a link.'
                : 'There is none like this.'}
            </p>
          ) : (
            <RequestTable organizationId={organizationId} requests={data.items} isOfOthers />
          )}
          <PageTurner
            label="Pages of requests"
            page={page}
            pageSize={REQUESTS_SHOWN}
            total={data.total}
            onTurn={setPage}
          />
        </>
      )}
    </Page>
  )
}
