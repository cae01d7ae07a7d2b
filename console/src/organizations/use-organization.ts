/** The organization of the present page. Only below the organization's route. */
import type { Organization } from '@countersign/api'
import { useParams } from '@tanstack/react-router'
import { useSession } from '../sessions/session-query.ts'

export function useOrganization(): Organization {
  const { organizationId } = useParams({ from: '/signed-in/o/$organizationId' })
  const { organizations } = useSession()
  const organization = organizations.find(({ id }) => id === organizationId)
  if (!organization) throw new Error('useOrganization outside an organization')
  return organization
}
