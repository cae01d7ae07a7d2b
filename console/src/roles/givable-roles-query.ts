/** The roles that one may give somebody in an organization. */
import { endpoints, type GivableRole } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'

export const givableRolesQuery = (organizationId: string, search = '') =>
  queryOptions({
    queryKey: ['givable-roles', organizationId, search],
    queryFn: ({ signal }) =>
      call(endpoints.listGivableRoles, {
        params: { organizationId },
        query: { offset: 0, limit: 200, ...(search !== '' && { search: search.slice(0, 100) }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  })

export const givableInWords = ({ serviceName, displayName }: GivableRole): string =>
  serviceName === null ? displayName : `${serviceName}: ${displayName}`
