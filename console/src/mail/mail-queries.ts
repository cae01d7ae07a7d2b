/** Whether mails arrive: to oneself, to a person, and of an organization. */
import { endpoints } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'

export const accountMailQuery = queryOptions({
  queryKey: ['account-mail'],
  queryFn: ({ signal }) => call(endpoints.showAccountMail, { signal }),
})

export const personMailQuery = (organizationId: string, userId: string) =>
  queryOptions({
    queryKey: ['mail', organizationId, 'person', userId],
    queryFn: ({ signal }) => call(endpoints.showPersonMail, { params: { organizationId, userId }, signal }),
  })

export const mailStateQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['mail', organizationId, 'state'],
    queryFn: ({ signal }) => call(endpoints.showMailState, { params: { organizationId }, signal }),
  })
