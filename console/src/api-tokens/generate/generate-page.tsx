/**
 * Generate a new API token, and then its value. The value lives in this component's state and nowhere else: leaving
 * the page, by whatever way, is the end of it.
 */
import type { GeneratedApiToken } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Lines } from '../../frame/lines.tsx'
import { Page } from '../../frame/page.tsx'
import { useOrganization } from '../../organizations/use-organization.ts'
import { ProblemState } from '../../problems/problem-state.tsx'
import { choosableOf } from '../scopes/choice.ts'
import { myRolesQuery } from '../../roles/my-roles-query.ts'
import { GeneratedPage } from '../generated/generated-page.tsx'
import { ToApiTokens } from '../to-api-tokens.tsx'
import { GenerateForm } from './generate-form.tsx'
import { prefillOf } from './prefill.ts'

export function GeneratePage() {
  const organization = useOrganization()
  const search = useSearch({ from: '/signed-in/o/$organizationId/account/api-tokens/new' })
  const navigate = useNavigate()
  const { data: myRoles, error, refetch } = useQuery(myRolesQuery(organization.id))
  const [generated, setGenerated] = useState<GeneratedApiToken>()

  if (generated) {
    return (
      <GeneratedPage
        title="API token generated"
        generated={generated}
        organization={organization}
        onGone={() => setGenerated(undefined)}
        onContinue={() =>
          void navigate({
            to: '/o/$organizationId/account/api-tokens/$apiTokenId',
            params: { organizationId: organization.id, apiTokenId: generated.apiToken.id },
            replace: true,
          })
        }
      />
    )
  }
  return (
    <Page title="Generate a new API token" above={<ToApiTokens organizationId={organization.id} />}>
      {error && !myRoles ? (
        <ProblemState error={error} onRetry={() => void refetch()} />
      ) : myRoles ? (
        <GenerateForm
          // Another link is another form.
          key={JSON.stringify(search)}
          organization={organization}
          groups={choosableOf(myRoles)}
          prefill={prefillOf(search)}
          onGenerated={setGenerated}
        />
      ) : (
        <Lines count={8} label="Reading your roles" />
      )}
    </Page>
  )
}
