/** One OAuth app: what it is, its secrets, what it holds here, who has it, and how it is used. */
import { endpoints, type OAuthApp } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { ButtonLink } from '../frame/button-link.tsx'
import { Confirmation } from '../frame/confirmation.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { Notice } from '../problems/notice.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { AppExamples } from './app-examples.tsx'
import { AppFacts } from './app-facts.tsx'
import { AppOrganizations } from './app-organizations.tsx'
import { AppRefusals } from './app-refusals.tsx'
import { AppRemoval } from './app-removal.tsx'
import { AppRoles } from './app-roles.tsx'
import { AppSecrets } from './app-secrets.tsx'
import { appQuery, readAppsAgain } from './oauth-apps-queries.ts'
import { rightsIn } from './rights.ts'

export function OAuthAppPage() {
  const organization = useOrganization()
  const { id: organizationId } = organization
  const { appId } = useParams({ from: '/signed-in/o/$organizationId/organization/oauth-apps/$appId/' })
  const params = { organizationId, appId }
  const { data: app, error, refetch } = useQuery(appQuery(params))
  const [said, setSaid] = useState('')
  const status = useRef<HTMLParagraphElement>(null)
  const say = (message: string): void => {
    setSaid(message)
    status.current?.focus()
  }
  const above = (
    <Link to="/o/$organizationId/organization/oauth-apps" params={{ organizationId }}>
      OAuth apps
    </Link>
  )
  if (!app)
    return (
      <Page title="OAuth app" above={above}>
        {error ? (
          <ProblemState error={error} onRetry={() => void refetch()} />
        ) : (
          <Lines count={6} label="Reading the OAuth app" />
        )}
      </Page>
    )
  const { mayManage, mayGiveRoles } = rightsIn(organization)
  return (
    <Page
      title={app.name}
      isName
      above={above}
      introduction={app.description !== '' && <bdi>{app.description}</bdi>}
      actions={
        mayManage && (
          <>
            {app.mayChange && (
              <ButtonLink
                to="/o/$organizationId/organization/oauth-apps/$appId/edit"
                params={params}
                variant="default"
              >
                Edit…
              </ButtonLink>
            )}
            {app.isOwn && <Deactivation app={app} organizationId={organizationId} onDone={say} />}
            <AppRemoval app={app} />
          </>
        )
      }
    >
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      <p ref={status} role="status" tabIndex={-1} className={classes.status}>
        {said}
      </p>
      {app.deactivatedAt !== null && (
        <Notice tone="warning" title="It is deactivated">
          <p>It gets no access token, and nobody can sign in to it, until it is reactivated.</p>
        </Notice>
      )}
      {mayManage && app.isOwn && !app.mayChange && (
        <Notice tone="accent">
          <p>
            It can do what you don’t hold yourself, so an organization owner changes it and makes its secrets.
            You may deactivate it, and end a secret.
          </p>
        </Notice>
      )}
      <AppFacts app={app} organization={organization} />
      {app.isOwn && app.authentication === 'secret' && (
        <AppSecrets app={app} organization={organization} mayEnd={mayManage} onDone={say} />
      )}
      {app.kind === 'machine' && (
        <AppRoles app={app} organizationId={organizationId} mayChange={mayGiveRoles} onDone={say} />
      )}
      {app.isOwn && <AppOrganizations organizationId={organizationId} appId={app.id} />}
      {app.isOwn && <AppRefusals organizationId={organizationId} appId={app.id} />}
      <AppExamples app={app} organizationId={organizationId} />
    </Page>
  )
}

type DeactivationProps = {
  readonly app: OAuthApp
  readonly organizationId: string
  readonly onDone: (message: string) => void
}

function Deactivation({ app, organizationId, onDone }: DeactivationProps) {
  const queryClient = useQueryClient()
  const [isAsked, setIsAsked] = useState(false)
  const isDeactivated = app.deactivatedAt !== null
  const change = async (): Promise<void> => {
    const params = { organizationId, appId: app.id }
    await call(endpoints.deactivateOAuthApp, { params, body: { isDeactivated: !isDeactivated } })
    await readAppsAgain(queryClient, organizationId)
    onDone(isDeactivated ? 'It is reactivated.' : 'It is deactivated.')
  }
  if (isDeactivated && !app.mayChange) return null
  return (
    <>
      <Button variant="default" onClick={() => setIsAsked(true)}>
        {isDeactivated ? 'Reactivate…' : 'Deactivate…'}
      </Button>
      <Confirmation
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        title={isDeactivated ? `Reactivate ${app.name}?` : `Deactivate ${app.name}?`}
        confirmLabel={isDeactivated ? 'Reactivate' : 'Deactivate'}
        pendingLabel={isDeactivated ? 'Reactivating…' : 'Deactivating…'}
        onConfirm={change}
      >
        <p>
          {isDeactivated
            ? 'Its secrets, its roles and what people allowed it count again.'
            : 'In every organization that has it, it gets no access token any more, and nobody can sign in to it. Nothing is lost: it can be reactivated.'}
        </p>
      </Confirmation>
    </>
  )
}
