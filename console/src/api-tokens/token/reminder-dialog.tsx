/** Changes when, or whether, the owner is reminded by e-mail. */
import { endpoints } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
import { Dialog } from '../../frame/dialog.tsx'
import { call } from '../../sessions/call.ts'
import { useSession } from '../../sessions/session-query.ts'
import { apiTokensKey } from '../api-tokens-query.ts'
import { DEFAULT_REMINDER, reminderDaysOf, wrongReminder } from '../reminder.ts'
import { ReminderField } from '../reminder-field.tsx'
import type { TokenDialog } from './token-dialog.ts'

export function ReminderDialog(props: TokenDialog) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Reminder before it expires">
      <ReminderForm {...props} />
    </Dialog>
  )
}

function ReminderForm({ token, organizationId, onClose }: TokenDialog) {
  const { user } = useSession()
  const queryClient = useQueryClient()
  const [answer, setAnswer] = useState(
    token.reminderDays === null ? DEFAULT_REMINDER : { isWanted: true, days: token.reminderDays },
  )
  const wrong = wrongReminder(answer)
  const submission = useSubmission({
    answers: { reminderDays: answer },
    wrong: wrong === undefined ? {} : { reminderDays: wrong },
  })

  const save = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId, apiTokenId: token.id }
      await call(endpoints.editApiToken, { params, body: { reminderDays: reminderDaysOf(answer) } })
      await queryClient.invalidateQueries({ queryKey: apiTokensKey(organizationId) })
      onClose()
    })

  return (
    <Form
      submission={submission}
      onSubmit={() => void save()}
      submitLabel="Save"
      pendingLabel="Saving…"
      fieldNames={['reminderDays']}
      otherActions={
        <Button variant="subtle" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <ReminderField
        answer={answer}
        onChange={setAnswer}
        neverExpires={false}
        email={user.email}
        error={messageFor(submission.fields, 'reminderDays')}
      />
    </Form>
  )
}
