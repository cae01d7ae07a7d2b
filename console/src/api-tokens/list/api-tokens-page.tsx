/** My Account > API Tokens. */
import { useQuery } from '@tanstack/react-query'
import { ButtonLink } from '../../frame/button-link.tsx'
import { Lines } from '../../frame/lines.tsx'
import { Page } from '../../frame/page.tsx'
import { FirstSteps } from '../../organizations/first-steps/first-steps.tsx'
import { useFirstSteps } from '../../organizations/first-steps/use-first-steps.ts'
import { useOrganization } from '../../organizations/use-organization.ts'
import { ProblemState } from '../../problems/problem-state.tsx'
import { apiTokensQuery } from '../api-tokens-query.ts'
import { NoApiTokens } from './no-api-tokens.tsx'
import { TokenList } from './token-list.tsx'

export function ApiTokensPage() {
  const organization = useOrganization()
  const { data: tokens, error, refetch } = useQuery(apiTokensQuery(organization.id))
  const { isReading, steps, dismiss } = useFirstSteps(organization, tokens && tokens.length > 0)
  return (
    <Page
      title="API Tokens"
      introduction="Each lets a script or a tool act for you in this organization: never beyond what you chose for it, and never beyond what you hold yourself."
      actions={
        tokens &&
        tokens.length > 0 && (
          <ButtonLink
            to="/o/$organizationId/account/api-tokens/new"
            params={{ organizationId: organization.id }}
          >
            Generate a new API token
          </ButtonLink>
        )
      }
    >
      {error && !tokens ? (
        <ProblemState error={error} onRetry={() => void refetch()} />
      ) : !tokens || isReading ? (
        <Lines count={6} label="Reading your API tokens" />
      ) : (
        <>
          <FirstSteps organization={organization} steps={steps} dismiss={dismiss} />
          {tokens.length === 0 ? (
            <NoApiTokens organization={organization} />
          ) : (
            <TokenList organization={organization} tokens={tokens} staleBecause={error} />
          )}
        </>
      )}
    </Page>
  )
}
