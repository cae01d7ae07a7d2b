/** Asks before an organization is suspended, and says what stops. */
import { endpoints, type ManagedOrganization } from '@countersign/api'
import { Confirmation } from '../../frame/confirmation.tsx'
import { call } from '../../sessions/call.ts'
import type { ManagedDialog } from './managed-dialog.ts'

type Props = ManagedDialog & { readonly organization: ManagedOrganization | undefined }

export function SuspendDialog({ organizationId, organization, onClose, onChanged }: Props) {
  const suspend = async (): Promise<void> => {
    if (organization === undefined) return
    const params = { organizationId, managedId: organization.id }
    await call(endpoints.editManagedOrganization, { params, body: { isSuspended: true } })
    await onChanged(`${organization.displayName} is suspended.`)
  }
  const members = organization?.memberCount ?? 0
  return (
    <Confirmation
      isOpen={organization !== undefined}
      onClose={onClose}
      title={`Suspend ${organization?.displayName ?? ''}?`}
      confirmLabel="Suspend"
      pendingLabel="Suspending…"
      onConfirm={suspend}
    >
      <p>
        {members === 1 ? 'Its one member' : `Its ${members} members`} can’t act in it any more, and each of
        its API tokens is refused from the next exchange on. Access tokens that are out work at services until
        they expire, after minutes.
      </p>
      <p>Nothing is revoked: reopening it brings everything back.</p>
    </Confirmation>
  )
}
