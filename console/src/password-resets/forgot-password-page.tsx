/** A forgotten password: asks for a link by mail. It never tells whether there is such an account. */
import { endpoints } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../connection/client.ts'
import { Form } from '../forms/form.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { installationQuery } from '../installation/installation-query.ts'
import { Notice } from '../problems/notice.tsx'
import { Entrance } from '../sessions/entrance.tsx'

const MOST_CHARACTERS = 254

export function ForgotPasswordPage() {
  const { data: installation } = useQuery(installationQuery)
  const [account, setAccount] = useState('')
  const [asked, setAsked] = useState<string>()
  const submission = useSubmission({
    answers: { account },
    wrong: account.trim() === '' ? { account: 'Enter your user name or your e-mail address.' } : {},
  })
  const ask = (): Promise<void> =>
    submission.submit(async () => {
      const given = account.trim()
      await client(endpoints.askForPasswordReset, { body: { account: given } })
      setAsked(given)
    })
  if (asked !== undefined)
    return (
      <Entrance
        title="Look into your mailbox"
        introduction={
          <p role="status">
            If there is an account <bdi>{asked}</bdi>, a link to choose a new password is on its way to its
            e-mail address. It works once and ends after a day. If nothing comes, look among junk mail, or ask
            an owner of your organization for a link.
          </p>
        }
      >
        <ButtonLink to="/sign-in">Back to sign-in</ButtonLink>
      </Entrance>
    )
  return (
    <Entrance title="Forgotten password">
      {installation?.sendsMail === false && (
        <Notice tone="warning" title="This installation sends no mails">
          <p>Ask an owner of your organization for a link to choose a new password.</p>
        </Notice>
      )}
      <Form
        submission={submission}
        onSubmit={() => void ask()}
        submitLabel="Send me a link"
        pendingLabel="Asking…"
        fieldNames={['account']}
        otherActions={
          <ButtonLink variant="subtle" to="/sign-in">
            Back to sign-in
          </ButtonLink>
        }
      >
        <TextInput
          label="User name or e-mail"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          maxLength={MOST_CHARACTERS}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
          error={messageFor(submission.fields, 'account')}
        />
      </Form>
    </Entrance>
  )
}
