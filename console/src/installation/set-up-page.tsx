/**
 * The first run: makes the organization and its owner with the code of the one-time link. The code is in the link's
 * fragment, which no server or proxy sees, and leaves the address as soon as it is used.
 */
import { endpoints } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../connection/client.ts'
import { Form } from '../forms/form.tsx'
import { useSubmission } from '../forms/use-submission.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { Entrance } from '../sessions/entrance.tsx'
import { sessionQuery } from '../sessions/session-query.ts'
import { installationQuery } from './installation-query.ts'
import { missingOf, NO_ANSWERS, SET_UP_FIELDS } from './set-up-answers.ts'
import { SetUpFields } from './set-up-fields.tsx'

export function SetUpPage() {
  const linkCode = new URLSearchParams(useLocation().hash).get('code')
  const [answers, setAnswers] = useState({ ...NO_ANSWERS, setupCode: linkCode ?? '' })
  const { data: installation } = useQuery(installationQuery)
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const submission = useSubmission({ answers, wrong: missingOf(answers) })

  if (installation?.isSetUp) {
    return (
      <Entrance
        title="Already set up"
        introduction={<p>The one-time link has been used. Nothing is left to do here.</p>}
      >
        <ButtonLink to="/sign-in">Sign in</ButtonLink>
      </Entrance>
    )
  }

  const setUp = (): Promise<void> =>
    submission.submit(async () => {
      const { repeated: _, ...body } = answers
      const session = await client(endpoints.setUpInstallation, { body })
      queryClient.setQueryData(sessionQuery.queryKey, session)
      queryClient.removeQueries({ queryKey: installationQuery.queryKey })
      await navigate({ to: '/', replace: true })
    })

  return (
    <Entrance
      title="Set up Countersign"
      introduction={
        <p>
          Two things are made here: your organization, and you as its owner. Everyone else is invited later.
          This link works once.
        </p>
      }
    >
      <Form
        submission={submission}
        onSubmit={() => void setUp()}
        submitLabel="Set up"
        pendingLabel="Setting up…"
        fieldNames={SET_UP_FIELDS}
      >
        <SetUpFields
          answers={answers}
          onChange={setAnswers}
          messages={submission.fields}
          asksForCode={linkCode !== answers.setupCode || 'setupCode' in submission.fields}
        />
      </Form>
    </Entrance>
  )
}
