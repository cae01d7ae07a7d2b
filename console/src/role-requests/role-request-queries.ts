/** Requests for roles: one's own, those of others that one may decide, one of them; and the roles one may ask for. */
import { endpoints, type RoleRequestState } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'

export const roleRequestsKey = (organizationId: string) => ['role-requests', organizationId] as const

export const REQUESTS_SHOWN = 20

type Asked = {
  readonly whose: 'own' | 'others'
  readonly state?: RoleRequestState
  readonly page: number
}

export const roleRequestsQuery = (organizationId: string, { whose, state, page }: Asked) =>
  queryOptions({
    queryKey: [...roleRequestsKey(organizationId), whose, state, page],
    queryFn: ({ signal }) =>
      call(endpoints.listRoleRequests, {
        params: { organizationId },
        query: {
          ...{ whose, offset: (page - 1) * REQUESTS_SHOWN, limit: REQUESTS_SHOWN },
          ...(state !== undefined && { state }),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  })

export const roleRequestQuery = (params: { readonly organizationId: string; readonly requestId: string }) =>
  queryOptions({
    queryKey: [...roleRequestsKey(params.organizationId), 'request', params.requestId],
    queryFn: ({ signal }) => call(endpoints.showRoleRequest, { params, signal }),
  })

/** As many as are looked through at a glance. */
export const ROLES_FOUND_AT_ONCE = 20

export const requestableRolesQuery = (organizationId: string, search: string) =>
  queryOptions({
    queryKey: ['requestable-roles', organizationId, search],
    queryFn: ({ signal }) =>
      call(endpoints.listRequestableRoles, {
        params: { organizationId },
        query: { offset: 0, limit: ROLES_FOUND_AT_ONCE, ...(search !== '' && { search }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
