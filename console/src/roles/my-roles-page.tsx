/**
 * Every organization and service role one holds here, with what it permits, how it is held and when it ends: by
 * service, of which those one has opened, or searched for, show their roles.
 */
import { useQuery } from '@tanstack/react-query'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { LeaveSection } from '../people/leave-section.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { groupsOf } from '../api-tokens/scopes/choice.ts'
import { MyRequests } from '../role-requests/my-requests.tsx'
import { myRolesQuery } from './my-roles-query.ts'
import { RoleList } from './role-list.tsx'

export function MyRolesPage() {
  const organization = useOrganization()
  const { data, error, refetch } = useQuery(myRolesQuery(organization.id))
  const groups = data && groupsOf(data)
  return (
    <Page
      title="My Roles"
      introduction={`What you hold in ${organization.displayName}. Your API tokens can never do more than this.`}
    >
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading your roles" />}
      {groups?.length === 0 && <p>You hold no role here. Ask an organization owner for one.</p>}
      {groups && groups.length > 0 && <RoleList key={organization.id} groups={groups} />}
      <MyRequests key={`requests of ${organization.id}`} organizationId={organization.id} />
      <LeaveSection />
    </Page>
  )
}
