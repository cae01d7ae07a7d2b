/** The groups of an organization, one of them, who is in it, and who could be. */
import { endpoints, type BodyOf } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { groupsKey } from '../roles/read-rights-again.ts'
import type { LossesAsked } from '../roles/what-is-lost.tsx'
import { askedFor, type PagedSearch } from '../search/paged-search.ts'
import { call } from '../sessions/call.ts'

export const groupsQuery = (organizationId: string, search: PagedSearch) =>
  queryOptions({
    queryKey: [...groupsKey(organizationId), 'list', search],
    queryFn: ({ signal }) =>
      call(endpoints.listGroups, { params: { organizationId }, query: askedFor(search), signal }),
    placeholderData: keepPreviousData,
  })

type OfGroup = { readonly organizationId: string; readonly groupId: string }

export const groupQuery = (params: OfGroup) =>
  queryOptions({
    queryKey: [...groupsKey(params.organizationId), 'group', params.groupId],
    queryFn: ({ signal }) => call(endpoints.showGroup, { params, signal }),
  })

export const membersQuery = (params: OfGroup, search: PagedSearch) =>
  queryOptions({
    queryKey: [...groupsKey(params.organizationId), 'members', params.groupId, search],
    queryFn: ({ signal }) => call(endpoints.listGroupMembers, { params, query: askedFor(search), signal }),
    placeholderData: keepPreviousData,
  })

/** Beside the other keys: what was taken away would be asked about once more. */
export const groupLoss = (
  params: OfGroup,
  taken: Partial<BodyOf<typeof endpoints.previewGroupLoss>>,
): LossesAsked => ({
  queryKey: ['group-loss', params, taken],
  read: (signal) =>
    call(endpoints.previewGroupLoss, { params, body: { userId: null, role: null, ...taken }, signal }),
})

/** People who are found by what was typed, as many as are looked through at a glance. */
const FOUND_AT_ONCE = 20

export const candidatesQuery = (organizationId: string, search: string) =>
  queryOptions({
    queryKey: [...groupsKey(organizationId), 'candidates', search],
    queryFn: ({ signal }) =>
      call(endpoints.listPeople, {
        params: { organizationId },
        query: { offset: 0, limit: FOUND_AT_ONCE, sort: 'username', ...(search !== '' && { search }) },
        signal,
      }),
    select: ({ items, total }) => ({ items: items.map(({ user }) => user), total }),
    placeholderData: keepPreviousData,
  })
