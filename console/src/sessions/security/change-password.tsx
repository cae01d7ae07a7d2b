/** Changes the password. Whether the new one is good enough is for the server to say. */
import { endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldOf } from '../../forms/field-of.ts'
import { Form } from '../../forms/form.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useSubmission } from '../../forms/use-submission.ts'
import { call } from '../call.ts'
import { sessionQuery, useSession } from '../session-query.ts'
import { tellOtherTabs } from '../tabs.ts'
import classes from './security.module.css'
import { sessionsQuery } from './sessions-query.ts'

const NOTHING = { currentPassword: '', newPassword: '', repeated: '' }

const WRONG_PASSWORD = { credentials_invalid: { currentPassword: 'This is not your present password.' } }

export function ChangePassword() {
  const { user, recentUntil } = useSession()
  const queryClient = useQueryClient()
  const [answers, setAnswers] = useState(NOTHING)
  const [isChanged, setIsChanged] = useState(false)

  const { currentPassword, newPassword, repeated } = answers
  const submission = useSubmission({
    answers,
    wrong: {
      ...(currentPassword === '' && { currentPassword: 'Enter your present password.' }),
      ...(newPassword === '' && { newPassword: 'Choose a new password.' }),
      ...(newPassword !== repeated && { repeated: 'The two new passwords are not the same.' }),
    },
    meanings: WRONG_PASSWORD,
  })

  const change = (): Promise<void> => {
    setIsChanged(false)
    return submission.submit(async () => {
      // A session that is too old for it is renewed with the password that was typed anyway.
      if (Date.parse(recentUntil) < Date.now()) {
        const session = await call(endpoints.reauthenticate, { body: { password: currentPassword } })
        queryClient.setQueryData(sessionQuery.queryKey, session)
        tellOtherTabs(session.user.id)
      }
      await call(endpoints.changePassword, { body: { currentPassword, newPassword } })
      setAnswers(NOTHING)
      setIsChanged(true)
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    })
  }

  const field = fieldOf(answers, setAnswers, submission.fields)

  return (
    <div className={classes.narrow}>
      <Form
        submission={submission}
        onSubmit={() => void change()}
        submitLabel="Change password"
        pendingLabel="Changing…"
        fieldNames={Object.keys(NOTHING)}
        label="Change password"
        otherActions={<span role="status">{isChanged && 'Changed. Your other sessions have ended.'}</span>}
      >
        <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
        <PasswordField
          label="Present password"
          autoComplete="current-password"
          {...field('currentPassword')}
        />
        <PasswordField
          label="New password"
          description="At least 12 characters; a few words together are best."
          autoComplete="new-password"
          {...field('newPassword')}
        />
        <PasswordField label="New password once more" autoComplete="new-password" {...field('repeated')} />
      </Form>
    </div>
  )
}
