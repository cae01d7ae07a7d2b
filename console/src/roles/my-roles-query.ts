/** The roles held in an organization: what the tree offers, what names are shown in words, and the My Roles page. */
import { endpoints, type MyRoles } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'

export const myRolesQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['my-roles', organizationId],
    queryFn: ({ signal }): Promise<MyRoles> =>
      call(endpoints.showMyRoles, { params: { organizationId }, signal }),
  })
