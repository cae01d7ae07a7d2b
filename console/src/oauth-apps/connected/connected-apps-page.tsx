/** My Account > Connected apps: what one let in, in every organization, and taking it back. */
import { type ConnectedApp, endpoints } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../../frame/confirmation.tsx'
import { Lines } from '../../frame/lines.tsx'
import classes from '../../frame/listing.module.css'
import { Page } from '../../frame/page.tsx'
import { PageTurner } from '../../frame/page-turner.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { PAGE_SIZE } from '../../search/paged-search.ts'
import { call } from '../../sessions/call.ts'
import { CONNECTED_APPS, connectedAppsQuery } from './connected-apps-query.ts'
import { ConnectedAppTable } from './connected-app-table.tsx'

export function ConnectedAppsPage() {
  const queryClient = useQueryClient()
  const [page, setPage] = useState(1)
  const { data, error, refetch } = useQuery(connectedAppsQuery(page))
  const [withdrawing, setWithdrawing] = useState<ConnectedApp>()
  const [said, setSaid] = useState('')

  const withdraw = async (): Promise<void> => {
    if (withdrawing === undefined) return
    const { organizationId, appId, name } = withdrawing
    await call(endpoints.withdrawConnectedApp, { params: { organizationId, appId } })
    setSaid(`${name} is withdrawn.`)
    // The last one of the last page leaves none.
    if (data?.items.length === 1) setPage((shown) => Math.max(1, shown - 1))
    await queryClient.invalidateQueries({ queryKey: CONNECTED_APPS })
  }

  return (
    <Page
      title="Connected apps"
      introduction="Applications that you signed in to with this account, in all your organizations. API tokens are not among them."
    >
      <p role="status" className={classes.status}>
        {said}
      </p>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={4} label="Reading your connected apps" />}
      {data?.total === 0 && (
        <p className={classes.none}>
          You let no application in. When you sign in to one, it stands here with what it may do.
        </p>
      )}
      {data && data.items.length > 0 && <ConnectedAppTable apps={data.items} onWithdraw={setWithdrawing} />}
      <PageTurner
        label="Pages of connected apps"
        page={page}
        pageSize={PAGE_SIZE}
        total={data?.total ?? 0}
        onTurn={setPage}
      />
      <Confirmation
        isOpen={withdrawing !== undefined}
        onClose={() => setWithdrawing(undefined)}
        title={`Withdraw ${withdrawing?.name ?? ''}?`}
        confirmLabel="Withdraw"
        pendingLabel="Withdrawing…"
        onConfirm={withdraw}
      >
        <p>
          It gets no more access tokens for you in <bdi>{withdrawing?.organizationName}</bdi>; one that it has
          may work at services for some minutes more. What runs by it stops. When you sign in to it again, you
          are asked again.
        </p>
      </Confirmation>
    </Page>
  )
}
