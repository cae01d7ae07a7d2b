/** Calls an organization something else. */
import { endpoints, type ManagedOrganization } from '@countersign/api'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
import { Dialog } from '../../frame/dialog.tsx'
import { call } from '../../sessions/call.ts'
import type { ManagedDialog } from './managed-dialog.ts'

type Props = ManagedDialog & { readonly organization: ManagedOrganization | undefined }

export function NameDialog({ organization, ...props }: Props) {
  return (
    <Dialog isOpen={organization !== undefined} onClose={props.onClose} title="Rename the organization">
      {organization && <NameForm {...props} organization={organization} />}
    </Dialog>
  )
}

function NameForm({
  organizationId,
  organization,
  onClose,
  onChanged,
}: ManagedDialog & { readonly organization: ManagedOrganization }) {
  const [displayName, setDisplayName] = useState(organization.displayName)
  const submission = useSubmission({
    answers: { displayName },
    wrong: displayName.trim() === '' ? { displayName: 'Say what the organization is called.' } : {},
  })
  const rename = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId, managedId: organization.id }
      const body = { displayName: displayName.trim() }
      await call(endpoints.editManagedOrganization, { params, body })
      onClose()
      await onChanged(`${organization.displayName} is called ${body.displayName} from now on.`)
    })
  return (
    <>
      <p>
        Nothing breaks: its short name <code>{organization.name}</code> and its id stay as they are.
      </p>
      <Form
        submission={submission}
        onSubmit={() => void rename()}
        submitLabel="Rename"
        pendingLabel="Renaming…"
        fieldNames={['displayName']}
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
      </Form>
    </>
  )
}
