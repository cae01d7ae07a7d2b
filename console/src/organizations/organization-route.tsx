/** Everything inside one organization. Someone who is no member sees no more than that. */
import { Outlet, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ButtonLink } from '../frame/button-link.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../sessions/session-query.ts'
import { rememberOrganization } from './last-organization.ts'
import { SuspendedPage } from './suspended-page.tsx'

export function OrganizationRoute() {
  const { organizationId } = useParams({ from: '/signed-in/o/$organizationId' })
  const { organizations, user } = useSession()
  const organization = organizations.find(({ id }) => id === organizationId)
  const isMember = organization !== undefined
  useEffect(() => {
    if (isMember) rememberOrganization(organizationId)
  }, [isMember, organizationId])
  if (organization && organization.suspendedAt !== null)
    return <SuspendedPage organization={organization} suspendedAt={organization.suspendedAt} />
  // A new organization is a new page: nothing half-done is carried over.
  if (isMember) return <Outlet key={organizationId} />
  return (
    <Page
      title="You are not in this organization"
      introduction={`It does not exist, or ${user.username} is not a member of it. Choose one of yours above, or ask for an invitation.`}
    >
      <ButtonLink to="/" variant="default">
        Go to your own organization
      </ButtonLink>
    </Page>
  )
}
