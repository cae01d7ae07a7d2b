/** Who is signed in. Asked once a page load: when the session ends, the next call finds out. */
import { endpoints, type Session } from '@countersign/api'
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { client } from '../connection/client.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }): Promise<Session> => client(endpoints.showSession, { signal }),
  staleTime: Infinity,
  gcTime: Infinity,
})

/** Only below the signed-in route, whose guard has already read it. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data
