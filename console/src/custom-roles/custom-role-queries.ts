/** Custom roles, the services that they are made of, and the roles that there are beside them. */
import { endpoints, type OrganizationRoles, type PermissionsOfService, type Service } from '@countersign/api'
import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import type { LossesAsked } from '../roles/what-is-lost.tsx'
import { call } from '../sessions/call.ts'

export const PAGE_SIZE = 50
const SERVICES_AT_ONCE = 6

const customRolesKey = (organizationId: string) => ['custom-roles', organizationId] as const

export const customRolesQuery = (organizationId: string, search: string, page: number) =>
  queryOptions({
    queryKey: [...customRolesKey(organizationId), 'list', search, page],
    queryFn: ({ signal }) =>
      call(endpoints.listCustomRoles, {
        params: { organizationId },
        query: {
          offset: (page - 1) * PAGE_SIZE,
          limit: PAGE_SIZE,
          ...(search !== '' && { search: search.slice(0, 100) }),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  })

export const customRoleQuery = (organizationId: string, roleName: string) =>
  queryOptions({
    queryKey: [...customRolesKey(organizationId), 'role', roleName],
    queryFn: ({ signal }) => call(endpoints.showCustomRole, { params: { organizationId, roleName }, signal }),
  })

/** By other permissions of it; null: with it. */
export const lossesAsked = (
  organizationId: string,
  roleName: string,
  services: readonly PermissionsOfService[] | null,
): LossesAsked => ({
  queryKey: [...customRolesKey(organizationId), 'losses', roleName, services],
  read: (signal) =>
    call(endpoints.previewCustomRole, {
      params: { organizationId, roleName },
      body: { services: services && [...services] },
      signal,
    }),
})

export const organizationRolesQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['organization-roles', organizationId],
    queryFn: ({ signal }): Promise<OrganizationRoles> =>
      call(endpoints.listOrganizationRoles, { params: { organizationId }, signal }),
  })

/** Every service that the organization has, with its roles and permissions: read a few at a time. */
export const definitionsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['services', organizationId, 'definitions'],
    queryFn: async ({ signal }): Promise<Service[]> => {
      const { items } = await call(endpoints.listServices, {
        params: { organizationId },
        query: { offset: 0, limit: 200 },
        signal,
      })
      const services: Service[] = []
      for (let at = 0; at < items.length; at += SERVICES_AT_ONCE) {
        const part = items.slice(at, at + SERVICES_AT_ONCE)
        const read = part.map(({ id }) =>
          call(endpoints.showService, { params: { organizationId, serviceId: id }, signal }),
        )
        services.push(...(await Promise.all(read)))
      }
      return services
    },
  })

/** Whoever changed a role may have changed what they hold themselves. */
export const readCustomRolesAgain = async (
  queryClient: QueryClient,
  organizationId: string,
): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: customRolesKey(organizationId) }),
    queryClient.invalidateQueries({ queryKey: ['givable-roles', organizationId] }),
    readRightsAgain(queryClient, organizationId),
  ])
}
