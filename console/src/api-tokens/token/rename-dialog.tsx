/** Renames an API token, or says what it is for. Nothing that uses it notices. */
import { type ApiToken, endpoints } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldOf } from '../../forms/field-of.ts'
import { useSubmission } from '../../forms/use-submission.ts'
import { DialogForm } from '../../frame/dialog-form.tsx'
import { Dialog } from '../../frame/dialog.tsx'
import { call } from '../../sessions/call.ts'
import { apiTokensKey } from '../api-tokens-query.ts'
import type { TokenDialog } from './token-dialog.ts'

export function RenameDialog(props: TokenDialog) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Rename the API token">
      <RenameForm {...props} />
    </Dialog>
  )
}

function RenameForm({ token, organizationId, onClose }: TokenDialog) {
  const queryClient = useQueryClient()
  const [answers, setAnswers] = useState({ name: token.name, description: token.description ?? '' })
  const submission = useSubmission({
    answers,
    wrong: answers.name.trim() === '' ? { name: 'Give the token a name that tells what it is for.' } : {},
  })
  const field = fieldOf(answers, setAnswers, submission.fields)
  const changed = changeOf(token, {
    name: answers.name.trim(),
    description: answers.description.trim() || null,
  })

  const rename = (): Promise<void> =>
    submission.submit(async () => {
      if (Object.keys(changed).length === 0) return onClose()
      const params = { organizationId, apiTokenId: token.id }
      await call(endpoints.editApiToken, { params, body: changed })
      await queryClient.invalidateQueries({ queryKey: apiTokensKey(organizationId) })
      onClose()
    })

  return (
    <>
      <p>Nothing breaks: scripts use its value and never see its name.</p>
      <DialogForm
        submission={submission}
        onSubmit={() => void rename()}
        submitLabel="Rename"
        pendingLabel="Renaming…"
        fieldNames={['name', 'description']}
        onClose={onClose}
      >
        <TextInput label="Name" data-autofocus maxLength={100} autoComplete="off" {...field('name')} />
        <TextInput
          label="Description (optional)"
          maxLength={200}
          autoComplete="off"
          {...field('description')}
        />
      </DialogForm>
    </>
  )
}

type Named = Pick<ApiToken, 'name' | 'description'>

/** Only what differs, so that the history tells what was done. */
const changeOf = (before: Named, after: Named): Partial<Named> => ({
  ...(after.name !== before.name && { name: after.name }),
  ...(after.description !== before.description && { description: after.description }),
})
