/** Calls an organization something else. */
import { endpoints, type ManagedOrganization } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { fieldOf } from '../../forms/field-of.ts'
import { useSubmission } from '../../forms/use-submission.ts'
import { DialogForm } from '../../frame/dialog-form.tsx'
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
  const [answers, setAnswers] = useState({ displayName: organization.displayName })
  const displayName = answers.displayName.trim()
  const submission = useSubmission({
    answers,
    wrong: displayName === '' ? { displayName: 'Say what the organization is called.' } : {},
  })
  const rename = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId, managedId: organization.id }
      await call(endpoints.editManagedOrganization, { params, body: { displayName } })
      onClose()
      await onChanged(`${organization.displayName} is called ${displayName} from now on.`)
    })
  return (
    <>
      <p>
        Nothing breaks: its short name <code>{organization.name}</code> and its id stay as they are.
      </p>
      <DialogForm
        submission={submission}
        onSubmit={() => void rename()}
        submitLabel="Rename"
        pendingLabel="Renaming…"
        fieldNames={['displayName']}
        onClose={onClose}
      >
        <TextInput
          label="Name"
          data-autofocus
          maxLength={100}
          autoComplete="off"
          {...fieldOf(answers, setAnswers, submission.fields)('displayName')}
        />
      </DialogForm>
    </>
  )
}
