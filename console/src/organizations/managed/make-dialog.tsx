/** Makes an organization, with its first owner: invited by an address, or somebody who has an account. */
import { endpoints } from '@countersign/api'
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

export function MakeDialog({ isOpen, ...props }: Props & { readonly isOpen: boolean }) {
  return (
    <Dialog isOpen={isOpen} onClose={props.onClose} title="Make an organization">
      <MakeForm {...props} />
    </Dialog>
  )
}

function MakeForm({ organizationId, onClose, onChanged, onLink }: Props) {
  const [answers, setAnswers] = useState({ displayName: '', name: '', ownerEmail: '', ownerUsername: '' })
  const { displayName, name, ownerEmail, ownerUsername } = answers
  const isTwice = ownerEmail.trim() !== '' && ownerUsername.trim() !== ''
  const submission = useSubmission({
    answers,
    wrong: {
      ...(displayName.trim() === '' && { displayName: 'Say what the organization is called.' }),
      ...(isTwice && { ownerUsername: 'Name the owner in one way: leave this or the address empty.' }),
    },
  })
  const field = fieldOf(answers, setAnswers, submission.fields)
  const make = (): Promise<void> =>
    submission.submit(async () => {
      const made = await call(endpoints.makeOrganization, {
        params: { organizationId },
        body: {
          displayName: displayName.trim(),
          ...(name.trim() !== '' && { name: name.trim() }),
          ...(ownerEmail.trim() !== '' && { ownerEmail: ownerEmail.trim() }),
          ...(ownerUsername.trim() !== '' && { ownerUsername: ownerUsername.trim() }),
        },
      })
      onClose()
      const { invitedOwner, ownerLink } = made
      if (invitedOwner && ownerLink !== null)
        onLink({ to: invitedOwner.email, link: ownerLink, isMailed: invitedOwner.isMailed })
      await onChanged(`${made.displayName} is made. Scripts call it ${made.name}.`)
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void make()}
      submitLabel="Make"
      pendingLabel="Making…"
      fieldNames={['displayName', 'name', 'ownerEmail', 'ownerUsername']}
      onClose={onClose}
    >
      <TextInput label="Name" data-autofocus maxLength={100} autoComplete="off" {...field('displayName')} />
      <TextInput
        label="Short name (optional)"
        description="For scripts: small letters, digits and hyphens. Left empty, it is made of the name. It can’t be changed later."
        maxLength={60}
        autoComplete="off"
        {...field('name')}
      />
      <TextInput
        label="E-mail of the first owner (optional)"
        description="They get a link to accept with, with an account or without. Without an owner nobody can act in the organization."
        type="email"
        maxLength={254}
        autoComplete="off"
        {...field('ownerEmail')}
      />
      <TextInput
        label="Or the user name of the first owner"
        description="Somebody who has an account here, and becomes its owner at once."
        maxLength={254}
        autoComplete="off"
        {...field('ownerUsername')}
      />
    </DialogForm>
  )
}
