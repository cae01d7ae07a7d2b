/** Organization > Event streams: who is told of security events, whether they arrive, and stopping it. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Page } from '../frame/page.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { PAGE_SIZE, pagedSearchOf } from '../search/paged-search.ts'
import empty from '../services/no-services.module.css'
import { EventStreamTable } from './event-stream-table.tsx'
import { eventStreamsQuery } from './event-streams-query.ts'

export function EventStreamsPage() {
  const { id: organizationId, displayName, permissions } = useOrganization()
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/event-streams' })
  const navigate = useNavigate({ from: '/o/$organizationId/organization/event-streams' })
  const { data, error, refetch } = useQuery(eventStreamsQuery(organizationId, search))
  return (
    <Page
      title="Event streams"
      introduction={`Who is told when somebody in ${displayName} is disabled, signed out, or loses a right, by the Shared Signals Framework.`}
    >
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={4} label="Reading the event streams" />}
      {data?.total === 0 && (
        <div className={empty.empty}>
          <h2>Nobody receives security events yet</h2>
          <p>
            A receiver makes its stream itself. Make an OAuth app that is a machine, give it the role Event
            receiver, and give the receiver this address and the app’s id and secret. A service can receive
            with one of its feed tokens.
          </p>
        </div>
      )}
      {data && data.total > 0 && (
        <>
          <p role="status" className={classes.status}>
            {data.total === 1 ? '1 event stream.' : `${data.total} event streams.`}
          </p>
          <EventStreamTable
            organizationId={organizationId}
            streams={data.items}
            mayManage={permissions.includes('oauth-apps.manage')}
          />
          <PageTurner
            pageSize={PAGE_SIZE}
            label="Pages of event streams"
            page={search.page ?? 1}
            total={data.total}
            onTurn={(page) => void navigate({ search: pagedSearchOf({ page: String(page) }) })}
          />
        </>
      )}
    </Page>
  )
}
