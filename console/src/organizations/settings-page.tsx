/** What an owner decides for the whole organization: what it is called, and its policies. */
import { endpoints } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../forms/form.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { Facts } from '../frame/facts.tsx'
import { Page } from '../frame/page.tsx'
import { MailStateSection } from '../mail/mail-state-section.tsx'
import { PoliciesSection } from '../policies/policies-section.tsx'
import { call } from '../sessions/call.ts'
import { sessionQuery } from '../sessions/session-query.ts'
import classes from './settings-page.module.css'
import { useOrganization } from './use-organization.ts'

export function SettingsPage() {
  const organization = useOrganization()
  const queryClient = useQueryClient()
  const [displayName, setDisplayName] = useState(organization.displayName)
  const [isSaved, setIsSaved] = useState(false)
  const submission = useSubmission({
    answers: { displayName },
    wrong: displayName.trim() === '' ? { displayName: 'Say what the organization is called.' } : {},
  })
  const save = (): Promise<void> => {
    setIsSaved(false)
    return submission.submit(async () => {
      await call(endpoints.renameOrganization, {
        params: { organizationId: organization.id },
        body: { displayName: displayName.trim() },
      })
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      setIsSaved(true)
    })
  }
  return (
    <Page title="Settings" introduction="What holds for everyone in the organization.">
      <div className={classes.columns}>
        <Form
          submission={submission}
          onSubmit={() => void save()}
          submitLabel="Save"
          pendingLabel="Saving…"
          fieldNames={['displayName']}
          label="Name"
          otherActions={<span role="status">{isSaved && 'Saved.'}</span>}
        >
          <TextInput
            label="Name of the organization"
            autoComplete="off"
            maxLength={100}
            value={displayName}
            onChange={(event) => setDisplayName(event.currentTarget.value)}
            error={messageFor(submission.fields, 'displayName')}
          />
        </Form>
        <Facts
          facts={[
            ['Short name', <code>{organization.name}</code>],
            ['Organization id', <code>{organization.id}</code>],
          ]}
        />
      </div>
      <PoliciesSection />
      {organization.permissions.includes('members.manage') && (
        <MailStateSection organizationId={organization.id} />
      )}
    </Page>
  )
}
