/** What was read from the server, kept while it is shown. Changes never pass through here: nothing is optimistic. */
import { ApiError } from '@countersign/api'
import { QueryClient } from '@tanstack/react-query'

const TRANSIENT = new Set([0, 502, 503, 504])
const ATTEMPTS = 2

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // An unreachable server is an error with a retry button, not a skeleton for ever.
      networkMode: 'always',
      // What is shown may have changed while the network was away.
      refetchOnReconnect: 'always',
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < ATTEMPTS && error instanceof ApiError && TRANSIENT.has(error.status),
      retryDelay: (failures) => 400 * 2 ** failures,
    },
  },
})
