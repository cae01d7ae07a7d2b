/** Defines an OAuth app anew. Its kind stays. */
import { endpoints, type Editable, type OAuthApp, type Organization } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ChangedMeanwhile } from '../forms/changed-meanwhile.tsx'
import type { Parts } from '../forms/differences.ts'
import { useSubmission } from '../forms/use-submission.ts'
import { useVersion } from '../forms/use-version.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { Notice } from '../problems/notice.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { AppForm } from './app-form.tsx'
import { definitionOf, draftOf, problemsOf } from './draft.ts'
import { appQuery, readAppsAgain } from './oauth-apps-queries.ts'
import { useChoosable } from './use-choosable.ts'

export function EditOAuthAppPage() {
  const organization = useOrganization()
  const { id: organizationId } = organization
  const { appId } = useParams({
    from: '/signed-in/o/$organizationId/organization/oauth-apps/$appId/edit',
  })
  const params = { organizationId, appId }
  const { data: app, error, refetch } = useQuery(appQuery(params))
  return (
    <Page
      title={app ? `Edit ${app.name}` : 'Edit an OAuth app'}
      above={
        <Link to="/o/$organizationId/organization/oauth-apps/$appId" params={params}>
          {app ? <bdi>{app.name}</bdi> : 'The OAuth app'}
        </Link>
      }
    >
      {error && !app && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !app && <Lines count={6} label="Reading the OAuth app" />}
      {app && !app.mayChange && (
        <Notice tone="warning" title="You may not change it">
          <p>
            It belongs to another organization, or it can do more than you hold yourself. Ask an organization
            owner.
          </p>
        </Notice>
      )}
      {/* As it was when the page was opened: reading it again must not touch what is being written. */}
      {app?.mayChange && <Editing key={app.id} organization={organization} app={app} />}
    </Page>
  )
}

type Props = { readonly organization: Organization; readonly app: Editable<OAuthApp> }

function Editing({ organization, app }: Props) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const params = { organizationId: organization.id, appId: app.id }
  const version = useVersion(app, () => call(endpoints.showOAuthApp, { params }))
  const [draft, setDraft] = useState(() => draftOf(app))
  const groups = useChoosable(organization, draft.kind)
  const submission = useSubmission({
    answers: { ...draft, scopes: draft.choice },
    wrong: problemsOf(draft),
  })
  const save = (): Promise<void> =>
    submission.submit(async () => {
      const body = definitionOf(draft, groups ?? [], version.present)
      const saved = await version.put((ifMatch) => call(endpoints.editOAuthApp, { params, body, ifMatch }))
      if (saved === undefined) return
      await readAppsAgain(queryClient, organization.id)
      await navigate({ to: '/o/$organizationId/organization/oauth-apps/$appId', params })
    })
  if (!groups && draft.scopeMode === 'chosen')
    return <Lines count={6} label="Reading what there is to choose" />
  return (
    <AppForm
      organization={organization}
      draft={draft}
      onChange={setDraft}
      groups={groups ?? []}
      submission={submission}
      onSubmit={() => void save()}
      submitLabel="Save"
      pendingLabel="Saving…"
      isKept
      otherActions={
        <ButtonLink variant="subtle" to="/o/$organizationId/organization/oauth-apps/$appId" params={params}>
          Cancel
        </ButtonLink>
      }
    >
      <ChangedMeanwhile version={version} partsOf={partsOf} onTake={(theirs) => setDraft(draftOf(theirs))} />
    </AppForm>
  )
}

const partsOf = (app: OAuthApp): Parts => ({
  Name: app.name,
  'What it is for': app.description,
  'Redirect URIs': app.redirectUris,
  'Post-logout redirect URIs': app.postLogoutRedirectUris,
  'It proves who it is by': app.authentication,
  'Public keys': app.publicKeys.map((key) => JSON.stringify(key)),
  'Access tokens live for (seconds)': String(app.accessTokenSeconds),
  'Refresh tokens': app.hasRefreshTokens ? 'yes' : 'no',
  'Sign in on another device': app.hasDeviceFlow ? 'yes' : 'no',
  'What it may do': [JSON.stringify(app.scopes)],
  'Requires DPoP': app.requiresDpop ? 'yes' : 'no',
  'Other organizations may add it': app.isShared ? 'yes' : 'no',
})
