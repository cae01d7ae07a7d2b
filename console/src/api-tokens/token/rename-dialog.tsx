/** Renames an API token. Nothing that uses it notices. */
import { endpoints } from '@countersign/api'
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
  const submission = useSubmission()
  const [name, setName] = useState(token.name)

  const rename = async (): Promise<void> => {
    if (name.trim() === '')
      return submission.refuse({ name: 'Give the token a name that tells what it is for.' })
    return submission.submit(async () => {
      const params = { organizationId, apiTokenId: token.id }
      await call(endpoints.editApiToken, { params, body: { name: name.trim() } })
      await queryClient.invalidateQueries({ queryKey: apiTokensKey(organizationId) })
      onClose()
    })
  }

  return (
    <>
      <p>Nothing breaks: scripts use its value and never see its name.</p>
      <Form
        submission={submission}
        onSubmit={() => void rename()}
        submitLabel="Rename"
        pendingLabel="Renaming…"
        fieldNames={['name']}
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
      </Form>
    </>
  )
}
