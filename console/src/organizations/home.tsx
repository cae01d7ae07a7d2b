/** The address without a page: goes on to the API tokens of the organization one was in last. */
import { Navigate } from '@tanstack/react-router'
import { Page } from '../frame/page.tsx'
import { useSession } from '../sessions/session-query.ts'
import { lastOrganization } from './last-organization.ts'

export function Home() {
  const { organizations } = useSession()
  const organization = lastOrganization(organizations)
  if (organization) {
    return (
      <Navigate
        to="/o/$organizationId/account/api-tokens"
        params={{ organizationId: organization.id }}
        replace
      />
    )
  }
  return (
    <Page title="No organization yet">
      <p>You are signed in, but a member of no organization. Ask an organization owner for an invitation.</p>
    </Page>
  )
}
