/** The roles that one may give somebody in an organization. */
import { endpoints, type GivableRole } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'

export const givableRolesQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['givable-roles', organizationId],
    queryFn: ({ signal }) =>
      call(endpoints.listGivableRoles, {
        params: { organizationId },
        query: { offset: 0, limit: 200 },
        signal,
      }),
  })

export const givableInWords = ({ serviceName, displayName }: GivableRole): string =>
  serviceName === null ? displayName : `${serviceName}: ${displayName}`
