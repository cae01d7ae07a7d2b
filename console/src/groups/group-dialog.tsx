/** Makes a group, or calls one something else and says what it is for. */
import { endpoints, type Group } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldOf } from '../forms/field-of.ts'
import { useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { call } from '../sessions/call.ts'

type Props = {
  readonly organizationId: string
  /** The one that is renamed; without it, one is made. */
  readonly group?: Group
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onSaved: (group: Group) => void | Promise<void>
}

export function GroupDialog(props: Props) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={props.group ? 'Rename the group' : 'Make a group'}
    >
      <GroupForm {...props} />
    </Dialog>
  )
}

function GroupForm({ organizationId, group, onClose, onSaved }: Props) {
  const queryClient = useQueryClient()
  const [answers, setAnswers] = useState({
    displayName: group?.displayName ?? '',
    description: group?.description ?? '',
  })
  const submission = useSubmission({
    answers,
    wrong: answers.displayName.trim() === '' ? { displayName: 'Say what the group is called.' } : {},
  })
  const field = fieldOf(answers, setAnswers, submission.fields)
  const save = (): Promise<void> =>
    submission.submit(async () => {
      const body = {
        displayName: answers.displayName.trim(),
        description: answers.description.trim() || null,
      }
      const saved = group
        ? await call(endpoints.editGroup, { params: { organizationId, groupId: group.id }, body })
        : await call(endpoints.createGroup, { params: { organizationId }, body })
      await readRightsAgain(queryClient, organizationId)
      onClose()
      await onSaved(saved)
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void save()}
      submitLabel={group ? 'Rename' : 'Make'}
      pendingLabel={group ? 'Renaming…' : 'Making…'}
      fieldNames={['displayName', 'description']}
      onClose={onClose}
    >
      <TextInput label="Name" data-autofocus maxLength={100} autoComplete="off" {...field('displayName')} />
      <TextInput
        label="What it is for (optional)"
        maxLength={200}
        autoComplete="off"
        {...field('description')}
      />
    </DialogForm>
  )
}
