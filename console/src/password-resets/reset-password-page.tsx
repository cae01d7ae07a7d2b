/** Choosing a new password with a one-time link. Looking uses nothing up, the button does. */
import { endpoints } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../connection/client.ts'
import { fieldOf } from '../forms/field-of.ts'
import { Form } from '../forms/form.tsx'
import { PasswordField } from '../forms/password-field.tsx'
import { useSubmission } from '../forms/use-submission.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { Moment } from '../moments/moment.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { Entrance } from '../sessions/entrance.tsx'

export function ResetPasswordPage() {
  const code = new URLSearchParams(useLocation().hash).get('code') ?? ''
  const queryClient = useQueryClient()
  const [isDone, setIsDone] = useState(false)
  const [answers, setAnswers] = useState({ password: '', repeated: '' })
  const { data, error, refetch } = useQuery({
    queryKey: ['password-reset', code],
    queryFn: ({ signal }) => client(endpoints.lookAtPasswordReset, { body: { code }, signal }),
    retry: false,
  })
  const submission = useSubmission({
    answers,
    wrong: {
      ...(answers.password === '' && { password: 'Choose a password.' }),
      ...(answers.password !== answers.repeated && { repeated: 'The two passwords are not the same.' }),
    },
  })
  const choose = (): Promise<void> =>
    submission.submit(async () => {
      await client(endpoints.usePasswordReset, { body: { code, password: answers.password } })
      // Whoever was signed in here may have been signed out by it.
      queryClient.clear()
      setIsDone(true)
    })
  const field = fieldOf(answers, setAnswers, submission.fields)
  if (isDone)
    return (
      <Entrance
        title="Your password is changed"
        introduction={<p>Every session is over. Your API tokens work as before.</p>}
      >
        <ButtonLink to="/sign-in">Sign in</ButtonLink>
      </Entrance>
    )
  if (!data)
    return (
      <Entrance title="New password">
        {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      </Entrance>
    )
  if (data.state !== 'open')
    return (
      <Entrance
        title="This link is over"
        introduction={
          data.usedAt === null ? (
            <p>It has expired. Ask for a new one.</p>
          ) : (
            <p>
              It was used on <Moment at={data.usedAt} as="date-and-time" />, for the password of{' '}
              <bdi>{data.username}</bdi>.
            </p>
          )
        }
      >
        <ButtonLink to="/sign-in">Sign in</ButtonLink>
      </Entrance>
    )
  return (
    <Entrance
      title="New password"
      introduction={
        <p>
          Choose a new password for <bdi>{data.username}</bdi>. Every session ends with it; API tokens stay
          valid.
        </p>
      }
    >
      <Form
        submission={submission}
        onSubmit={() => void choose()}
        submitLabel="Change the password"
        pendingLabel="Changing…"
        fieldNames={['password', 'repeated']}
      >
        <PasswordField
          label="New password"
          description="At least 12 characters; a few words together are best."
          autoComplete="new-password"
          autoFocus
          {...field('password')}
        />
        <PasswordField label="New password once more" autoComplete="new-password" {...field('repeated')} />
      </Form>
    </Entrance>
  )
}
