/** One request, which its link opens: for who asked its state and taking it back, for who may give it the decision. */
import { endpoints } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { Confirmation } from '../frame/confirmation.tsx'
import { Facts } from '../frame/facts.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Page } from '../frame/page.tsx'
import { Moment } from '../moments/moment.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'
import { ApproveDialog, RefuseDialog } from './decision-dialogs.tsx'
import { readRequestsAgain } from './read-requests-again.ts'
import { howLongInWords, requestedRoleInWords, RequestState } from './request-in-words.tsx'
import { roleRequestQuery } from './role-request-queries.ts'

export function RequestPage() {
  const params = useParams({ from: '/signed-in/o/$organizationId/requests/$requestId' })
  const { organizationId } = params
  const { displayName, permissions } = useOrganization()
  const queryClient = useQueryClient()
  const status = useRef<HTMLParagraphElement>(null)
  const [asks, setAsks] = useState<'approve' | 'refuse' | 'withdraw' | 'end'>()
  const [said, setSaid] = useState('')
  const { data: request, error, refetch } = useQuery(roleRequestQuery(params))
  const close = (): void => setAsks(undefined)
  const done = async (message: string): Promise<void> => {
    await readRequestsAgain(queryClient, organizationId)
    setSaid(message)
    status.current?.focus()
  }
  const above = permissions.includes('members.manage') ? (
    <Link to="/o/$organizationId/organization/requests" params={{ organizationId }}>
      Requests
    </Link>
  ) : (
    <Link to="/o/$organizationId/account/my-roles" params={{ organizationId }}>
      My Roles
    </Link>
  )
  if (!request)
    return (
      <Page title="A request for a role" above={above}>
        {error ? (
          <ProblemState error={error} onRetry={() => void refetch()} />
        ) : (
          <Lines count={5} label="Reading the request" />
        )}
      </Page>
    )
  const { isOwn, state, mayDecide, mayEnd } = request
  const dialog = { organizationId, request, onClose: close, onDone: done }
  return (
    <Page
      title={requestedRoleInWords(request)}
      isName
      above={above}
      introduction={
        isOwn ? (
          `You asked for this role in ${displayName}. Whoever may give it can open the address of this page.`
        ) : (
          <>
            <bdi>{fullName(request.asker)}</bdi> asks for this role in {displayName}.
          </>
        )
      }
      actions={
        <>
          {mayDecide && <Button onClick={() => setAsks('approve')}>Approve…</Button>}
          {mayDecide && (
            <Button variant="default" onClick={() => setAsks('refuse')}>
              Refuse…
            </Button>
          )}
          {isOwn && state === 'waiting' && (
            <Button variant="default" onClick={() => setAsks('withdraw')}>
              Take back…
            </Button>
          )}
          {mayEnd && (
            <Button variant="danger-quiet" onClick={() => setAsks('end')}>
              {isOwn ? 'Give back…' : 'Take away…'}
            </Button>
          )}
        </>
      }
    >
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      <p ref={status} role="status" tabIndex={-1} className={classes.status}>
        {said}
      </p>
      <Facts
        facts={[
          ['State', <RequestState key="state" request={request} />],
          ['Asked by', <bdi key="asker">{`${fullName(request.asker)} (${request.asker.username})`}</bdi>],
          ['Asked', <Moment key="asked" at={request.askedAt} as="date-and-time" />],
          ['How long', howLongInWords(request)],
          ['Why', <bdi key="reason">{request.reason}</bdi>],
          request.decisionReason === null
            ? undefined
            : ['Why not', <bdi key="decision">{request.decisionReason}</bdi>],
        ]}
      />
      <ApproveDialog {...dialog} isOpen={asks === 'approve'} />
      <RefuseDialog {...dialog} isOpen={asks === 'refuse'} />
      <Confirmation
        isOpen={asks === 'withdraw'}
        onClose={close}
        title="Take the request back?"
        confirmLabel="Take back"
        pendingLabel="Taking back…"
        onConfirm={async () => {
          await call(endpoints.withdrawRoleRequest, { params })
          await done('The request is taken back.')
        }}
      >
        <p>Nobody can approve it any more. You can ask again.</p>
      </Confirmation>
      <Confirmation
        isOpen={asks === 'end'}
        onClose={close}
        title={isOwn ? 'Give the role back?' : 'Take the role away?'}
        confirmLabel={isOwn ? 'Give back' : 'Take away'}
        pendingLabel={isOwn ? 'Giving back…' : 'Taking away…'}
        onConfirm={async () => {
          await call(endpoints.endRequestedRole, { params })
          await done(isOwn ? 'The role is given back.' : 'The role is taken away.')
        }}
      >
        <p>What API tokens do with this role is refused at the next exchange.</p>
      </Confirmation>
    </Page>
  )
}
