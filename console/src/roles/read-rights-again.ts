/** Whoever changed what somebody holds may have changed what they hold themselves: all of it is read again. */
import type { QueryClient } from '@tanstack/react-query'
import { sessionQuery } from '../sessions/session-query.ts'
import { myRolesQuery } from './my-roles-query.ts'

export const peopleKey = (organizationId: string) => ['people', organizationId] as const
export const groupsKey = (organizationId: string) => ['groups', organizationId] as const

export const readRightsAgain = async (queryClient: QueryClient, organizationId: string): Promise<void> => {
  const keys = [
    peopleKey(organizationId),
    groupsKey(organizationId),
    myRolesQuery(organizationId).queryKey,
    sessionQuery.queryKey,
  ]
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}
