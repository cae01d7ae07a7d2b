/** Disabling a person, ending all they could act with, and removing them: each shows first what stops. */
import { endpoints, type Person } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSubmission } from '../forms/use-submission.ts'
import { Confirmation } from '../frame/confirmation.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { fullName } from '../sessions/full-name.ts'
import { WhatStops } from './what-stops.tsx'
import classes from '../frame/listing.module.css'

type Props = { readonly person: Person; readonly onDone: (message: string) => void }

export function PersonEnds({ person: { user, state }, onDone }: Props) {
  const { id: organizationId, displayName } = useOrganization()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const enabling = useSubmission()
  const [asks, setAsks] = useState<'disable' | 'end' | 'remove'>()
  const close = (): void => setAsks(undefined)
  const params = { organizationId, userId: user.id }
  const name = fullName(user)
  const setDisabled = async (isDisabled: boolean): Promise<void> => {
    await call(endpoints.editPerson, { params, body: { isDisabled } })
    await readRightsAgain(queryClient, organizationId)
    onDone(isDisabled ? `${name} is disabled.` : `${name} can act here again.`)
  }
  const end = async (): Promise<void> => {
    const { apiTokens, sessions } = await call(endpoints.endCredentials, { params })
    await readRightsAgain(queryClient, organizationId)
    onDone(`Ended: API tokens ${apiTokens}, sessions ${sessions}.`)
  }
  const remove = async (): Promise<void> => {
    await call(endpoints.removePerson, { params })
    await navigate({ to: '/o/$organizationId/organization/people', params: { organizationId } })
    await readRightsAgain(queryClient, organizationId)
  }
  const stops = asks && <WhatStops organizationId={organizationId} userId={user.id} />
  return (
    <section className={classes.section}>
      <h2>Ending it</h2>
      {enabling.error !== undefined && <ProblemState error={enabling.error} onRetry={enabling.reset} />}
      <div className={classes.actions}>
        {state === 'disabled' ? (
          <Button variant="default" onClick={() => void enabling.submit(() => setDisabled(false))}>
            Enable
          </Button>
        ) : (
          <Button variant="default" onClick={() => setAsks('disable')}>
            Disable…
          </Button>
        )}
        <Button variant="danger-quiet" onClick={() => setAsks('end')}>
          End all API tokens and sessions…
        </Button>
        <Button variant="danger-quiet" onClick={() => setAsks('remove')}>
          Remove…
        </Button>
      </div>
      <Confirmation
        isOpen={asks === 'disable'}
        onClose={close}
        title={`Disable ${name}?`}
        confirmLabel="Disable"
        pendingLabel="Disabling…"
        onConfirm={() => setDisabled(true)}
      >
        {stops}
        <p>Until you enable them again, they cannot act in {displayName}. Nothing is lost meanwhile.</p>
      </Confirmation>
      <Confirmation
        isOpen={asks === 'end'}
        onClose={close}
        title={`End all API tokens and sessions of ${name}?`}
        confirmLabel="End all"
        pendingLabel="Ending…"
        onConfirm={end}
      >
        {stops}
        <p>
          The API tokens in {displayName} are revoked for good, and {name} is signed out everywhere. They can
          sign in again with their password.
        </p>
      </Confirmation>
      <Confirmation
        isOpen={asks === 'remove'}
        onClose={close}
        title={`Remove ${name} from ${displayName}?`}
        confirmLabel="Remove"
        pendingLabel="Removing…"
        onConfirm={remove}
      >
        {stops}
        <p>
          Their API tokens in {displayName} are revoked for good, and their roles and places in groups go.
          Their name stays readable in the history.
        </p>
      </Confirmation>
    </section>
  )
}
