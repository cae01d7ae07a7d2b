/** Makes an OAuth app, and shows its secret once where it has one. */
import { endpoints, type CreatedOAuthApp, TANZU_CLI_ID, type Organization } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useSubmission } from '../forms/use-submission.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { Lines } from '../frame/lines.tsx'
import { Opening } from '../frame/opening.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { Notice } from '../problems/notice.tsx'
import { call } from '../sessions/call.ts'
import { AppForm } from './app-form.tsx'
import { NEW_DRAFT, newAppOf, problemsOf, TANZU_DRAFT, type AppDraft } from './draft.ts'
import { readAppsAgain } from './oauth-apps-queries.ts'
import { rightsIn } from './rights.ts'
import { SecretOnce } from './secret-once.tsx'
import { useChoosable } from './use-choosable.ts'
import { WhichOne } from './which-one.tsx'

export function NewOAuthAppPage() {
  const organization = useOrganization()
  const { id: organizationId } = organization
  const navigate = useNavigate()
  const [created, setCreated] = useState<CreatedOAuthApp>()
  const toApp = useCallback(
    (appId: string, ignoreBlocker = false) =>
      navigate({
        to: '/o/$organizationId/organization/oauth-apps/$appId',
        params: { organizationId, appId },
        ignoreBlocker,
      }),
    [navigate, organizationId],
  )
  const forget = useCallback(() => setCreated(undefined), [])
  const above = (
    <Link to="/o/$organizationId/organization/oauth-apps" params={{ organizationId }}>
      OAuth apps
    </Link>
  )
  if (created?.secretValue)
    return (
      <Page title="The secret" above={above} introduction={<bdi>{created.app.name}</bdi>}>
        <SecretOnce
          organization={organization}
          app={created.app}
          value={created.secretValue}
          onContinue={() => void toApp(created.app.id)}
          onGone={forget}
        />
      </Page>
    )
  return (
    <Page title="Make an OAuth app" above={above}>
      {rightsIn(organization).mayManage ? (
        <Making
          organization={organization}
          onCreated={(made) => {
            if (made.secretValue === null) void toApp(made.app.id)
            else setCreated(made)
          }}
        />
      ) : (
        <Notice tone="warning" title="You may not make OAuth apps here">
          <p>An organization owner, or a member with the role Developer, does.</p>
        </Notice>
      )}
    </Page>
  )
}

type MakingProps = {
  readonly organization: Organization
  readonly onCreated: (created: CreatedOAuthApp) => void
}

function Making({ organization, onCreated }: MakingProps) {
  const { id: organizationId, isHome } = organization
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState<AppDraft>(NEW_DRAFT)
  const [isTanzu, setIsTanzu] = useState(false)
  const groups = useChoosable(organization, draft.kind)
  const submission = useSubmission({
    answers: { ...draft, scopes: draft.choice },
    wrong: problemsOf(draft),
  })
  const { isOwner } = rightsIn(organization)
  const create = (): Promise<void> =>
    submission.submit(async () => {
      const body = newAppOf(draft, groups ?? [], isTanzu ? TANZU_CLI_ID : undefined)
      const created = await call(endpoints.createOAuthApp, { params: { organizationId }, body })
      await readAppsAgain(queryClient, organizationId)
      onCreated(created)
    })
  if (!groups && draft.scopeMode === 'chosen')
    return <Lines count={6} label="Reading what there is to choose" />
  return (
    <AppForm
      organization={organization}
      draft={draft}
      onChange={(changed) => {
        if (changed.kind !== draft.kind) setIsTanzu(false)
        setDraft(changed)
      }}
      groups={groups ?? []}
      submission={submission}
      onSubmit={() => void create()}
      submitLabel="Make"
      pendingLabel="Making…"
      otherActions={
        <ButtonLink
          variant="subtle"
          to="/o/$organizationId/organization/oauth-apps"
          params={{ organizationId }}
        >
          Cancel
        </ButtonLink>
      }
    >
      <Opening summary="When to use an API token, when an OAuth app">
        <WhichOne organizationId={organizationId} />
      </Opening>
      {isTanzu ? (
        <Notice tone="accent" role="status">
          <p>
            The app gets the id <code translate="no">{TANZU_CLI_ID}</code>, which the Tanzu CLI knows.
          </p>
        </Notice>
      ) : (
        isHome &&
        isOwner && (
          <div>
            <Button
              variant="default"
              onClick={() => {
                setDraft(TANZU_DRAFT)
                setIsTanzu(true)
              }}
            >
              Tanzu CLI
            </Button>
          </div>
        )
      )}
    </AppForm>
  )
}
