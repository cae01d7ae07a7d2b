/** Renames an API token, or says what it is for. Nothing that uses it notices. */
import { type ApiToken, endpoints } from '@countersign/api'
import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
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
  const [name, setName] = useState(token.name)
  const [description, setDescription] = useState(token.description ?? '')
  const submission = useSubmission({
    answers: { name, description },
    wrong: name.trim() === '' ? { name: 'Give the token a name that tells what it is for.' } : {},
  })
  const changed = changeOf(token, { name: name.trim(), description: description.trim() || null })

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
      <Form
        submission={submission}
        onSubmit={() => void rename()}
        submitLabel="Rename"
        pendingLabel="Renaming…"
        fieldNames={['name', 'description']}
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
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={messageFor(submission.fields, 'name')}
        />
        <TextInput
          label="Description (optional)"
          maxLength={200}
          autoComplete="off"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={messageFor(submission.fields, 'description')}
        />
      </Form>
    </>
  )
}

type Named = Pick<ApiToken, 'name' | 'description'>

/** Only what differs, so that the history tells what was done. */
const changeOf = (before: Named, after: Named): Partial<Named> => ({
  ...(after.name !== before.name && { name: after.name }),
  ...(after.description !== before.description && { description: after.description }),
})
