/** Makes a group, or calls one something else and says what it is for. */
import { endpoints, type Editable, type Group } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ChangedMeanwhile } from '../forms/changed-meanwhile.tsx'
import type { Parts } from '../forms/differences.ts'
import { fieldOf } from '../forms/field-of.ts'
import { useSubmission } from '../forms/use-submission.ts'
import { useVersion } from '../forms/use-version.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { call } from '../sessions/call.ts'

type Props = {
  readonly organizationId: string
  /** The one that is renamed; without it, one is made. */
  readonly group?: Editable<Group>
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

type Words = Pick<Group, 'displayName' | 'description'>

const NEW: Editable<Words> = { displayName: '', description: '', etag: '' }

const wordsOf = ({ displayName, description }: Words): Words => ({ displayName, description })

const partsOf = ({ displayName, description }: Words): Parts => ({
  Name: displayName,
  'What it is for': description,
})

function GroupForm({ organizationId, group, onClose, onSaved }: Props) {
  const queryClient = useQueryClient()
  const params = { organizationId, groupId: group?.id ?? '' }
  const version = useVersion(group ?? NEW, () => call(endpoints.showGroup, { params }))
  const [answers, setAnswers] = useState(wordsOf(version.present))
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
        ? await version.put((ifMatch) => call(endpoints.editGroup, { params, body, ifMatch }))
        : await call(endpoints.createGroup, { params: { organizationId }, body })
      if (saved === undefined) return
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
      <ChangedMeanwhile
        version={version}
        partsOf={partsOf}
        onTake={(theirs) => setAnswers(wordsOf(theirs))}
      />
    </DialogForm>
  )
}
