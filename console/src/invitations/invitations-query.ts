/** Who was invited, a page at a time. */
import { endpoints } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'

export const INVITATIONS_SHOWN = 50

export const invitationsKey = (organizationId: string) => ['invitations', organizationId] as const

export const invitationsQuery = (organizationId: string, page: number) =>
  queryOptions({
    queryKey: [...invitationsKey(organizationId), page],
    queryFn: ({ signal }) =>
      call(endpoints.listInvitations, {
        params: { organizationId },
        query: { offset: (page - 1) * INVITATIONS_SHOWN, limit: INVITATIONS_SHOWN },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
