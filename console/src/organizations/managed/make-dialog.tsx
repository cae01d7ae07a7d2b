/** Makes an organization, with its first owner when there is an account for them. */
import { endpoints } from '@countersign/api'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
import { Dialog } from '../../frame/dialog.tsx'
import { call } from '../../sessions/call.ts'
import type { ManagedDialog } from './managed-dialog.ts'

export function MakeDialog({ isOpen, ...props }: ManagedDialog & { readonly isOpen: boolean }) {
  return (
    <Dialog isOpen={isOpen} onClose={props.onClose} title="Make an organization">
      <MakeForm {...props} />
    </Dialog>
  )
}

function MakeForm({ organizationId, onClose, onChanged }: ManagedDialog) {
  const [displayName, setDisplayName] = useState('')
  const [name, setName] = useState('')
  const [ownerUsername, setOwnerUsername] = useState('')
  const submission = useSubmission({
    answers: { displayName, name, ownerUsername },
    wrong: displayName.trim() === '' ? { displayName: 'Say what the organization is called.' } : {},
  })
  const make = (): Promise<void> =>
    submission.submit(async () => {
      const made = await call(endpoints.makeOrganization, {
        params: { organizationId },
        body: {
          displayName: displayName.trim(),
          ...(name.trim() !== '' && { name: name.trim() }),
          ...(ownerUsername.trim() !== '' && { ownerUsername: ownerUsername.trim() }),
        },
      })
      onClose()
      await onChanged(`${made.displayName} is made. Scripts call it ${made.name}.`)
    })
  return (
    <Form
      submission={submission}
      onSubmit={() => void make()}
      submitLabel="Make"
      pendingLabel="Making…"
      fieldNames={['displayName', 'name', 'ownerUsername']}
      otherActions={
        <Button variant="subtle" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <TextInput
        label="Name"
        data-autofocus
        maxLength={100}
        autoComplete="off"
        value={displayName}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
        error={messageFor(submission.fields, 'displayName')}
      />
      <TextInput
        label="Short name (optional)"
        description="For scripts: small letters, digits and hyphens. Left empty, it is made of the name. It can’t be changed later."
        maxLength={60}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={messageFor(submission.fields, 'name')}
      />
      <TextInput
        label="User name of the first owner (optional)"
        description="Somebody who has an account here. Without an owner nobody can act in the organization."
        maxLength={254}
        autoComplete="off"
        value={ownerUsername}
        onChange={(event) => setOwnerUsername(event.currentTarget.value)}
        error={messageFor(submission.fields, 'ownerUsername')}
      />
    </Form>
  )
}
