/** Whether someone has set this installation up. */
import { endpoints } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../connection/client.ts'

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: ({ signal }) => client(endpoints.showInstallation, { signal }),
})
