/** Makes a secret beside the present ones or instead of them, and shows it once. */
import { endpoints, type OAuthApp, type Organization } from '@countersign/api'
import { Radio, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldOf } from '../forms/field-of.ts'
import { instantsOf } from '../forms/period-fields.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { ValueOnceDialog } from '../frame/value-once-dialog.tsx'
import { call } from '../sessions/call.ts'
import { readAppsAgain } from './oauth-apps-queries.ts'
import { SecretOnce } from './secret-once.tsx'

type Props = {
  readonly app: OAuthApp
  readonly organization: Organization
  readonly hasOthers: boolean
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function NewSecretDialog(props: Props) {
  const { isOpen, onClose, organization, app } = props
  return (
    <ValueOnceDialog
      {...{ isOpen, onClose }}
      title="Make a secret"
      titleOfValue="The secret"
      form={(onMade) => <NewSecretForm {...props} onMade={onMade} />}
      shown={(seen) => <SecretOnce {...seen} organization={organization} app={app} />}
    />
  )
}

type Others = 'keep' | 'later' | 'now'

const OVERLAP_MS = 48 * 3_600_000

function NewSecretForm({
  app,
  organization,
  hasOthers,
  onClose,
  onMade,
}: Props & { readonly onMade: (value: string) => void }) {
  const queryClient = useQueryClient()
  const [answers, setAnswers] = useState({ name: '', expiresAt: '', othersEndAt: inTwoDays() })
  const [others, setOthers] = useState<Others>(hasOthers ? 'later' : 'keep')
  const submission = useSubmission({
    answers,
    wrong: {
      ...(answers.name.trim() === '' && { name: 'Give it a name that tells it from the others.' }),
      ...(others === 'later' && answers.othersEndAt === '' && { othersEndAt: 'Say until when.' }),
    },
  })
  const field = fieldOf(answers, setAnswers, submission.fields)
  const make = (): Promise<void> =>
    submission.submit(async () => {
      const { endsAt } = instantsOf({ startsAt: '', endsAt: answers.expiresAt })
      const { endsAt: othersEndAt } = instantsOf({ startsAt: '', endsAt: answers.othersEndAt })
      const { secretValue } = await call(endpoints.addOAuthSecret, {
        params: { organizationId: organization.id, appId: app.id },
        body: {
          name: answers.name.trim(),
          expiresAt: endsAt,
          others: others === 'keep' ? 'keep' : 'end',
          othersEndAt: others === 'later' ? othersEndAt : null,
        },
      })
      await readAppsAgain(queryClient, organization.id)
      onMade(secretValue)
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void make()}
      submitLabel="Make"
      pendingLabel="Making…"
      fieldNames={['name', 'expiresAt', 'othersEndAt']}
      onClose={onClose}
    >
      <TextInput label="Name" data-autofocus maxLength={100} autoComplete="off" {...field('name')} />
      <TextInput
        type="datetime-local"
        label="Ends (optional)"
        description="Leave it empty for never."
        {...field('expiresAt')}
      />
      {hasOthers && (
        <Radio.Group
          label="The present secrets"
          value={others}
          onChange={(value) => setOthers(value as Others)}
        >
          <Radio value="later" label="End at a time, so that the new one can be put in place" mt={6} />
          <Radio value="now" label="End now" mt={6} />
          <Radio value="keep" label="Stay as they are" mt={6} />
        </Radio.Group>
      )}
      {hasOthers && others === 'later' && (
        <TextInput
          type="datetime-local"
          label="The present ones work until"
          {...field('othersEndAt')}
          error={messageFor(submission.fields, 'othersEndAt')}
        />
      )}
    </DialogForm>
  )
}

/** As the field of the browser has it. */
function inTwoDays(): string {
  const now = new Date()
  const local = new Date(now.getTime() + OVERLAP_MS - now.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
}
