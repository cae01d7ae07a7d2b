/** Everything about one API token but its value, and what can be done with it. */
import type { GeneratedApiToken } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Lines } from '../../frame/lines.tsx'
import { Page } from '../../frame/page.tsx'
import { useOrganization } from '../../organizations/use-organization.ts'
import { ProblemState } from '../../problems/problem-state.tsx'
import { apiTokenQuery, apiTokensKey } from '../api-tokens-query.ts'
import { GeneratedPage } from '../generated/generated-page.tsx'
import { ToApiTokens } from '../to-api-tokens.tsx'
import { RefusedExchanges } from './refused-exchanges.tsx'
import { TokenActions } from './token-actions.tsx'
import { TokenEvents } from './token-events.tsx'
import { TokenFacts } from './token-facts.tsx'
import classes from './token-page.module.css'
import { TokenScope } from './token-scope.tsx'
import { TokenUsage } from './token-usage.tsx'
import { TokenWarnings } from './token-warnings.tsx'

export function TokenPage() {
  const organization = useOrganization()
  const { apiTokenId } = useParams({ from: '/signed-in/o/$organizationId/account/api-tokens/$apiTokenId' })
  const queryClient = useQueryClient()
  const { data: token, error, refetch } = useQuery(apiTokenQuery(organization.id, apiTokenId))
  const [regenerated, setRegenerated] = useState<GeneratedApiToken>()

  if (regenerated) {
    return (
      <GeneratedPage
        title="API token regenerated"
        generated={regenerated}
        organization={organization}
        onGone={() => setRegenerated(undefined)}
        onContinue={() => {
          setRegenerated(undefined)
          void queryClient.invalidateQueries({ queryKey: apiTokensKey(organization.id) })
        }}
      />
    )
  }
  const above = <ToApiTokens organizationId={organization.id} />
  if (!token) {
    return (
      <Page title="API token" above={above}>
        {error ? (
          <ProblemState error={error} onRetry={() => void refetch()} />
        ) : (
          <Lines count={8} label="Reading the API token" />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={token.name}
      isName
      above={above}
      actions={<TokenActions token={token} organization={organization} onRegenerated={setRegenerated} />}
    >
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      <TokenWarnings token={token} organizationId={organization.id} />
      <div className={classes.columns}>
        <TokenFacts token={token} organization={organization} />
        <TokenScope token={token} organization={organization} />
      </div>
      <div className={classes.history}>
        <TokenUsage token={token} organization={organization} />
        <TokenEvents token={token} organization={organization} />
        <RefusedExchanges token={token} organization={organization} />
      </div>
    </Page>
  )
}
