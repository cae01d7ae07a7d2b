/** The people of an organization, a page at a time, one of them, and what stops with them. */
import { endpoints, type Consequences, type Person, type QueryOf } from '@countersign/api'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { peopleKey } from '../roles/read-rights-again.ts'
import { call } from '../sessions/call.ts'

export type PeopleAsked = QueryOf<typeof endpoints.listPeople>

export const peopleQuery = (organizationId: string, asked: PeopleAsked) =>
  queryOptions({
    queryKey: [...peopleKey(organizationId), 'list', asked],
    queryFn: ({ signal }) => call(endpoints.listPeople, { params: { organizationId }, query: asked, signal }),
    placeholderData: keepPreviousData,
  })

export const personQuery = (organizationId: string, userId: string) =>
  queryOptions({
    queryKey: [...peopleKey(organizationId), 'person', userId],
    queryFn: ({ signal }): Promise<Person> =>
      call(endpoints.showPerson, { params: { organizationId, userId }, signal }),
  })

/** Never from before: it says what stops now. */
export const consequencesQuery = (organizationId: string, userId: string) =>
  queryOptions({
    queryKey: [...peopleKey(organizationId), 'consequences', userId],
    queryFn: ({ signal }): Promise<Consequences> =>
      call(endpoints.showConsequences, {
        params: { organizationId, userId },
        query: { offset: 0, limit: 10 },
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
  })
