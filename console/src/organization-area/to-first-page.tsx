/** The address of the area without a page: goes on to the first that one has the right for. */
import { Navigate } from '@tanstack/react-router'
import { useOrganization } from '../organizations/use-organization.ts'
import { pagesFor } from './area-pages.ts'

export function ToFirstPage() {
  const organization = useOrganization()
  const [first] = pagesFor(organization)
  const to = first?.to ?? '/o/$organizationId/account/my-roles'
  return <Navigate to={to} params={{ organizationId: organization.id }} replace />
}
