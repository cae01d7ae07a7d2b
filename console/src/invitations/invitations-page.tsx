/** Organization > Invitations: who was invited and what became of it; inviting, sending again, withdrawing. */
import { endpoints, type Invitation, type SentInvitation } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSubmission } from '../forms/use-submission.ts'
import { Confirmation } from '../frame/confirmation.tsx'
import { Lines } from '../frame/lines.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { Page } from '../frame/page.tsx'
import { SentLinks } from '../frame/sent-links.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { InvitationTable } from './invitation-table.tsx'
import { INVITATIONS_SHOWN, invitationsKey, invitationsQuery } from './invitations-query.ts'
import { InviteDialog } from './invite-dialog.tsx'

export function InvitationsPage() {
  const { id: organizationId, displayName, permissions } = useOrganization()
  const queryClient = useQueryClient()
  const [page, setPage] = useState(1)
  const [isInviting, setIsInviting] = useState(false)
  const [sent, setSent] = useState<readonly SentInvitation[]>([])
  const { data, error, refetch } = useQuery(invitationsQuery(organizationId, page))
  const [withdrawing, setWithdrawing] = useState<Invitation>()
  const changing = useSubmission()
  const mayInvite = permissions.includes('members.manage')
  const readAgain = () => queryClient.invalidateQueries({ queryKey: invitationsKey(organizationId) })
  const change = (work: () => Promise<readonly SentInvitation[]>): void =>
    void changing.submit(async () => {
      setSent(await work())
      await readAgain()
    })
  const paramsOf = ({ id }: Invitation) => ({ params: { organizationId, invitationId: id } })
  return (
    <Page
      title="Invitations"
      introduction={`Who was invited to ${displayName}, and what became of it. An invitation is mailed where a mail server is set, works once and ends after 7 days.`}
      actions={mayInvite && <Button onClick={() => setIsInviting(true)}>Invite people…</Button>}
    >
      <SentLinks
        sent={sent.map(({ invitation: { email, isMailed }, link }) => ({ to: email, link, isMailed }))}
      />
      {changing.error !== undefined && <ProblemState error={changing.error} />}
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={4} label="Reading the invitations" />}
      {data && (
        <InvitationTable
          invitations={data.items}
          mayChange={mayInvite}
          onSendAgain={(invitation) =>
            change(async () => [await call(endpoints.sendInvitationAgain, paramsOf(invitation))])
          }
          onWithdraw={setWithdrawing}
        />
      )}
      {data && (
        <PageTurner
          label="Pages of invitations"
          page={page}
          pageSize={INVITATIONS_SHOWN}
          total={data.total}
          onTurn={setPage}
        />
      )}
      <Confirmation
        isOpen={withdrawing !== undefined}
        onClose={() => setWithdrawing(undefined)}
        title={`Withdraw the invitation of ${withdrawing?.email ?? ''}?`}
        confirmLabel="Withdraw"
        pendingLabel="Withdrawing…"
        onConfirm={async () => {
          if (withdrawing === undefined) return
          await call(endpoints.withdrawInvitation, paramsOf(withdrawing))
          // The other links are shown this once.
          setSent(sent.filter(({ invitation }) => invitation.id !== withdrawing.id))
          await readAgain()
        }}
      >
        <p>
          The link of <bdi>{withdrawing?.email}</bdi> stops working at once. They can be invited again.
        </p>
      </Confirmation>
      <InviteDialog
        organizationId={organizationId}
        isOpen={isInviting}
        onClose={() => setIsInviting(false)}
        onSent={(links) => {
          setSent(links)
          void readAgain()
        }}
      />
    </Page>
  )
}
