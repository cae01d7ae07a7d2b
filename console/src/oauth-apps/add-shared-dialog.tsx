/** Adds an OAuth app that another organization shares, by the id that its owner told. */
import { endpoints, type Organization } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { fieldOf } from '../forms/field-of.ts'
import { useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { call } from '../sessions/call.ts'
import { readAppsAgain } from './oauth-apps-queries.ts'

type Props = {
  readonly organization: Organization
  readonly isOpen: boolean
  readonly onClose: () => void
}

const ID = /^[a-z0-9-]{1,64}$/

export const AddSharedDialog = (props: Props) => (
  <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Add a shared OAuth app">
    <AddSharedForm {...props} />
  </Dialog>
)

function AddSharedForm({ organization: { id: organizationId, displayName }, onClose }: Props) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [answers, setAnswers] = useState({ id: '' })
  const id = answers.id.trim()
  const submission = useSubmission({
    answers,
    wrong: ID.test(id) ? {} : { id: 'Give the id as its owner has it: small letters, digits and hyphens.' },
    meanings: { not_found: { id: 'No organization shares an OAuth app of this id.' } },
  })
  const add = (): Promise<void> =>
    submission.submit(async () => {
      const app = await call(endpoints.addOAuthApp, { params: { organizationId }, body: { id } })
      await readAppsAgain(queryClient, organizationId)
      onClose()
      await navigate({
        to: '/o/$organizationId/organization/oauth-apps/$appId',
        params: { organizationId, appId: app.id },
      })
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void add()}
      submitLabel="Add"
      pendingLabel="Adding…"
      fieldNames={['id']}
      onClose={onClose}
    >
      <p>
        It can do here what {displayName} lets it: a machine holds the roles that it is given here, and people
        who sign in have their own.
      </p>
      <TextInput
        label="Its id (client id)"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        {...fieldOf(answers, setAnswers, submission.fields)('id')}
      />
    </DialogForm>
  )
}
