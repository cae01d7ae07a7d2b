/** Accepting with a new account. Who has one already signs in in another tab, so that the code stays out of addresses. */
import { endpoints } from '@countersign/api'
import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../connection/client.ts'
import { AccountFields } from '../forms/account-fields.tsx'
import { fieldOf } from '../forms/field-of.ts'
import { Form } from '../forms/form.tsx'
import { useSubmission } from '../forms/use-submission.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { sessionQuery } from '../sessions/session-query.ts'
import type { Accepted } from './accepted.ts'

type Props = {
  readonly code: string
  readonly email: string
  readonly onAccepted: (accepted: Accepted) => void
  readonly onSignedIn: () => void
}

const FIELDS = ['firstName', 'lastName', 'username', 'password', 'repeated'] as const

export function NewPersonForm({ code, email, onAccepted, onSignedIn }: Props) {
  const queryClient = useQueryClient()
  const [answers, setAnswers] = useState({
    ...{ firstName: '', lastName: '', username: email },
    ...{ password: '', repeated: '' },
  })
  const submission = useSubmission({
    answers,
    wrong: {
      ...(answers.firstName.trim() === '' && { firstName: 'Enter your first name.' }),
      ...(answers.lastName.trim() === '' && { lastName: 'Enter your last name.' }),
      ...(answers.username.trim() === '' && { username: 'Choose a user name.' }),
      ...(answers.password === '' && { password: 'Choose a password.' }),
      ...(answers.password !== answers.repeated && { repeated: 'The two passwords are not the same.' }),
    },
  })
  const accept = (): Promise<void> =>
    submission.submit(async () => {
      const { repeated: _, ...person } = answers
      const accepted = await client(endpoints.acceptInvitation, { body: { ...person, code } })
      onAccepted(accepted)
      queryClient.setQueryData(sessionQuery.queryKey, accepted.session)
    })
  const field = fieldOf(answers, setAnswers, submission.fields)
  return (
    <>
      <Form
        submission={submission}
        onSubmit={() => void accept()}
        submitLabel="Accept"
        pendingLabel="Accepting…"
        fieldNames={FIELDS}
      >
        <TextInput label="First name" autoComplete="given-name" autoFocus {...field('firstName')} />
        <TextInput label="Last name" autoComplete="family-name" {...field('lastName')} />
        <AccountFields field={field} />
      </Form>
      <p>You have an account here? Sign in in another tab, then come back to this one.</p>
      <ButtonLink to="/sign-in" target="_blank" variant="subtle">
        Sign in
      </ButtonLink>
      <Button variant="subtle" onClick={onSignedIn}>
        I have signed in
      </Button>
    </>
  )
}
