/** One's own name, and the facts of the account that only an organization owner can change. */
import { TextInput } from '@mantine/core'
import { endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
import { Facts } from '../../frame/facts.tsx'
import { Page } from '../../frame/page.tsx'
import { AccountMailSection } from '../../mail/account-mail-section.tsx'
import { useOrganization } from '../../organizations/use-organization.ts'
import { call } from '../call.ts'
import { sessionQuery, useSession } from '../session-query.ts'
import classes from './columns.module.css'

export function ProfilePage() {
  const { user } = useSession()
  const organization = useOrganization()
  const queryClient = useQueryClient()
  const [firstName, setFirstName] = useState(user.firstName)
  const [lastName, setLastName] = useState(user.lastName)
  const [isSaved, setIsSaved] = useState(false)

  const submission = useSubmission({
    answers: { firstName, lastName },
    wrong: {
      ...(firstName.trim() === '' && { firstName: 'Enter your first name.' }),
      ...(lastName.trim() === '' && { lastName: 'Enter your last name.' }),
    },
  })

  const save = (): Promise<void> => {
    setIsSaved(false)
    return submission.submit(async () => {
      const changed = await call(endpoints.editProfile, {
        body: { firstName: firstName.trim(), lastName: lastName.trim() },
      })
      queryClient.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, user: changed })
      setIsSaved(true)
    })
  }

  return (
    <Page title="Profile" introduction="How you appear to others and in the ID tokens of your API tokens.">
      <div className={classes.columns}>
        <Form
          submission={submission}
          onSubmit={() => void save()}
          submitLabel="Save"
          pendingLabel="Saving…"
          fieldNames={['firstName', 'lastName']}
          label="Name"
          otherActions={<span role="status">{isSaved && 'Saved.'}</span>}
        >
          <TextInput
            label="First name"
            autoComplete="given-name"
            value={firstName}
            onChange={(event) => setFirstName(event.currentTarget.value)}
            error={messageFor(submission.fields, 'firstName')}
          />
          <TextInput
            label="Last name"
            autoComplete="family-name"
            value={lastName}
            onChange={(event) => setLastName(event.currentTarget.value)}
            error={messageFor(submission.fields, 'lastName')}
          />
        </Form>
        <Facts
          facts={[
            ['User name', user.username],
            ['E-mail', user.email],
            ['User id', <code>{user.id}</code>],
            ['Organization', organization.displayName],
            ['Organization id', <code>{organization.id}</code>],
          ]}
        />
      </div>
      <AccountMailSection />
    </Page>
  )
}
