/** A decision changes a request, and what somebody holds. */
import type { QueryClient } from '@tanstack/react-query'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { roleRequestsKey } from './role-request-queries.ts'

export async function readRequestsAgain(queryClient: QueryClient, organizationId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: roleRequestsKey(organizationId) }),
    readRightsAgain(queryClient, organizationId),
  ])
}
