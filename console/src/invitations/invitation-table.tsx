/** The table of invitations; on narrow screens each row stands as a block of its own. */
import type { Invitation } from '@countersign/api'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Moment } from '../moments/moment.tsx'
import classes from '../frame/listing.module.css'

type Props = {
  readonly invitations: readonly Invitation[]
  readonly mayChange: boolean
  readonly onSendAgain: (invitation: Invitation) => void
  readonly onWithdraw: (invitation: Invitation) => void
}

export function InvitationTable({ invitations, mayChange, onSendAgain, onWithdraw }: Props) {
  if (invitations.length === 0)
    return <p className={classes.none}>Nobody was invited yet. Invite people by their e-mail addresses.</p>
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">E-mail</th>
          <th scope="col">State</th>
          <th scope="col">Roles</th>
          <th scope="col">Invited by</th>
          {mayChange && <th scope="col">Actions</th>}
        </tr>
      </thead>
      <tbody>
        {invitations.map((invitation) => (
          <tr key={invitation.id}>
            <td className={classes.name}>
              <bdi>{invitation.email}</bdi>
            </td>
            <td data-head="State">
              <span>{stateInWords(invitation)}</span>
            </td>
            <td data-head="Roles" className={classes.roles}>
              <span translate="no">
                {invitation.roles.map(({ name }) => name).join(' · ') || 'org_member'}
              </span>
            </td>
            <td data-head="Invited by">
              <bdi>{invitation.invitedBy ?? 'The operator'}</bdi>
            </td>
            {mayChange && (
              <td data-head="Actions">
                <Actions
                  invitation={invitation}
                  onSendAgain={() => onSendAgain(invitation)}
                  onWithdraw={() => onWithdraw(invitation)}
                />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function stateInWords({ state, expiresAt, acceptedAt, acceptedBy, withdrawnAt }: Invitation): ReactNode {
  if (state === 'accepted' && acceptedAt !== null)
    return (
      <>
        Accepted <Moment at={acceptedAt} /> by <bdi>{acceptedBy ?? 'somebody who is gone'}</bdi>
      </>
    )
  if (state === 'withdrawn' && withdrawnAt !== null)
    return (
      <>
        Withdrawn <Moment at={withdrawnAt} />
      </>
    )
  return (
    <>
      {state === 'open' ? 'Open until' : 'Expired'} <Moment at={expiresAt} />
    </>
  )
}

type ActionsProps = {
  readonly invitation: Invitation
  readonly onSendAgain: () => void
  readonly onWithdraw: () => void
}

function Actions({ invitation: { email, state }, onSendAgain, onWithdraw }: ActionsProps) {
  if (state === 'accepted') return <span>None</span>
  return (
    <span className={classes.buttons}>
      <Button size="xs" variant="default" aria-label={`Send again: ${email}`} onClick={onSendAgain}>
        Send again
      </Button>
      {state !== 'withdrawn' && (
        <Button size="xs" variant="danger-quiet" aria-label={`Withdraw: ${email}`} onClick={onWithdraw}>
          Withdraw…
        </Button>
      )}
    </span>
  )
}
