/** Whether an organization has a service, and whether anybody was invited to it: three short reads, of those one may make. */
import { endpoints } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../sessions/call.ts'

export type Rights = { readonly mayRegister: boolean; readonly mayInvite: boolean }

/** Never from before: a step that was just done would be shown as one to do, and then go. */
export const stepsQuery = (organizationId: string, { mayRegister, mayInvite }: Rights) =>
  queryOptions({
    queryKey: ['first-steps', organizationId, mayRegister, mayInvite],
    queryFn: async ({ signal }) => {
      const one = { params: { organizationId }, query: { offset: 0, limit: 1 }, signal }
      const [services, people, invitations] = await Promise.all([
        mayRegister ? call(endpoints.listServices, one) : undefined,
        mayInvite ? call(endpoints.listPeople, one) : undefined,
        mayInvite ? call(endpoints.listInvitations, one) : undefined,
      ])
      return {
        hasService: services !== undefined && services.total > 0,
        hasOthers: (people?.total ?? 0) > 1 || (invitations?.total ?? 0) > 0,
      }
    },
    staleTime: 0,
    gcTime: 0,
    // It is in the way of the page.
    retry: false,
  })
