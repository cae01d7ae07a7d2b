/** The places where one is signed in. */
import { endpoints } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../call.ts'

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => call(endpoints.listSessions, { signal }),
})
