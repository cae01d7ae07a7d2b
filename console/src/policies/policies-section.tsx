/** What owners switch for everyone in their organization. One switch so far; others only see nothing of it. */
import { Switch } from '@mantine/core'
import { endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useSubmission } from '../forms/use-submission.ts'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { sessionQuery } from '../sessions/session-query.ts'

export function PoliciesSection() {
  const { id, displayName, tokensMayAdminister } = useOrganization()
  const queryClient = useQueryClient()
  const submission = useSubmission()
  const change = (next: boolean): Promise<void> =>
    submission.submit(async () => {
      await call(endpoints.editPolicies, {
        params: { organizationId: id },
        body: { tokensMayAdminister: next },
      })
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
    })
  return (
    <section>
      <h2>Policies</h2>
      <Switch
        label="API tokens cannot administer"
        description={`While this is on, no API token of ${displayName} can generate, change or revoke API tokens, or change anything else at Countersign, whatever it was given. People do it in the console. It counts at once, for API tokens that exist too.`}
        checked={!tokensMayAdminister}
        onChange={(event) => void change(!event.currentTarget.checked)}
      />
      {submission.error !== undefined && <ProblemState error={submission.error} onRetry={submission.reset} />}
    </section>
  )
}
