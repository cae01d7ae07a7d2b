/** Invites the owner of an organization that has none; a link from before is dead then. */
import { endpoints, type ManagedOrganization } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { fieldOf } from '../../forms/field-of.ts'
import { useSubmission } from '../../forms/use-submission.ts'
import { DialogForm } from '../../frame/dialog-form.tsx'
import { Dialog } from '../../frame/dialog.tsx'
import type { SentLink } from '../../frame/sent-links.tsx'
import { call } from '../../sessions/call.ts'
import type { ManagedDialog } from './managed-dialog.ts'

type Props = ManagedDialog & { readonly onLink: (sent: SentLink) => void }

export function OwnerDialog({
  organization,
  ...props
}: Props & { readonly organization: ManagedOrganization | undefined }) {
  return (
    <Dialog
      isOpen={organization !== undefined}
      onClose={props.onClose}
      title={`Invite an owner of ${organization?.displayName ?? ''}`}
    >
      {organization && <OwnerForm {...props} organization={organization} />}
    </Dialog>
  )
}

function OwnerForm({
  organizationId,
  organization,
  onClose,
  onChanged,
  onLink,
}: Props & { readonly organization: ManagedOrganization }) {
  const [answers, setAnswers] = useState({ email: organization.invitedOwner?.email ?? '' })
  const submission = useSubmission({
    answers,
    wrong: answers.email.trim() === '' ? { email: 'Enter an e-mail address.' } : {},
  })
  const invite = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId, managedId: organization.id }
      const { email, link, isMailed } = await call(endpoints.inviteOwner, {
        params,
        body: { email: answers.email.trim() },
      })
      onClose()
      onLink({ to: email, link, isMailed })
      await onChanged(`${email} is invited to own ${organization.displayName}.`)
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void invite()}
      submitLabel="Invite"
      pendingLabel="Inviting…"
      fieldNames={['email']}
      onClose={onClose}
    >
      {organization.invitedOwner && <p>A link that was made before stops working.</p>}
      <TextInput
        label="E-mail"
        type="email"
        data-autofocus
        maxLength={254}
        autoComplete="off"
        {...fieldOf(answers, setAnswers, submission.fields)('email')}
      />
    </DialogForm>
  )
}
