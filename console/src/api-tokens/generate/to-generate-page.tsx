/**
 * The generate form's address without an organization, which documents can write: goes on to the form in the one that
 * one was in last, with all that the link fills in.
 */
import { Navigate, useSearch } from '@tanstack/react-router'
import { Home } from '../../organizations/home.tsx'
import { lastOrganization } from '../../organizations/last-organization.ts'
import { useSession } from '../../sessions/session-query.ts'

export function ToGeneratePage() {
  const { organizations } = useSession()
  const search = useSearch({ from: '/signed-in/api-tokens/new' })
  const organization = lastOrganization(organizations)
  if (!organization) return <Home />
  return (
    <Navigate
      to="/o/$organizationId/account/api-tokens/new"
      params={{ organizationId: organization.id }}
      search={search}
      replace
    />
  )
}
