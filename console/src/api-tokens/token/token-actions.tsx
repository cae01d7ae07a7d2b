/** What can be done with an API token. A revoked one can only be looked at. */
import type { ApiToken, GeneratedApiToken, Organization } from '@countersign/api'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { RevokeDialog } from '../revoke/revoke-dialog.tsx'
import { RegenerateDialog } from './regenerate-dialog.tsx'
import { ReminderDialog } from './reminder-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'

type Props = {
  readonly token: ApiToken
  readonly organization: Organization
  readonly onRegenerated: (generated: GeneratedApiToken) => void
}

export function TokenActions({ token, organization, onRegenerated }: Props) {
  const [open, setOpen] = useState<'rename' | 'reminder' | 'regenerate' | 'revoke'>()
  const close = (): void => setOpen(undefined)
  const dialog = { token, organizationId: organization.id, onClose: close }
  return (
    <>
      {token.state !== 'revoked' && (
        <>
          <Button variant="default" onClick={() => setOpen('rename')}>
            Rename…
          </Button>
          {token.expiresAt !== null && (
            <Button variant="default" onClick={() => setOpen('reminder')}>
              Reminder…
            </Button>
          )}
          <Button variant="default" onClick={() => setOpen('regenerate')}>
            Regenerate…
          </Button>
          <Button variant="danger-quiet" onClick={() => setOpen('revoke')}>
            Revoke…
          </Button>
        </>
      )}
      <RenameDialog {...dialog} isOpen={open === 'rename'} />
      <ReminderDialog {...dialog} isOpen={open === 'reminder'} />
      <RegenerateDialog {...dialog} isOpen={open === 'regenerate'} onRegenerated={onRegenerated} />
      <RevokeDialog
        organizationId={organization.id}
        tokens={[token]}
        isOpen={open === 'revoke'}
        onClose={close}
        onRevoked={() => document.querySelector('h1')?.focus()}
      />
    </>
  )
}
