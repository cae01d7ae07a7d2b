/** Lists of services as they are looked through: with how much each defines, and never the definitions themselves. */
import { sql } from 'kysely'
import type { ListedService } from '../../domain/service.ts'
import type { Database } from '../engine.ts'
import { boundedPage } from '../page.ts'
import { hasWords } from '../people/member-search.ts'
import type { ServiceListReads } from './service-list-store.ts'

const ROLES = sql<number>`(
  select count(*) from service_roles where service_roles.service_id = services.id
)`
const PERMISSIONS = sql<number>`(
  select count(*) from service_permissions where service_permissions.service_id = services.id
)`

const isHadBy = (organizationId: string) =>
  sql<boolean>`exists (select 1 from service_organizations
    where service_organizations.service_id = services.id
      and service_organizations.organization_id = ${organizationId})`

/** By its provider, and not had yet. */
export const isOfferedTo = (organizationId: string) =>
  sql<boolean>`(services.is_offered_to_all = 1 or exists (select 1 from service_offers
      where service_offers.service_id = services.id and service_offers.organization_id = ${organizationId}))
    and not ${isHadBy(organizationId)}`

export const serviceListReads = (db: Database): ServiceListReads => {
  const pageOf =
    (among: (organizationId: string) => ReturnType<typeof isHadBy>): ServiceListReads['page'] =>
    async (organizationId, page, search = '') => {
      const found = db
        .selectFrom('services')
        .where(among(organizationId))
        .where(hasWords('services.search_text', search) as never)
      const { total } = await found
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const items = await boundedPage(page, async ({ offset, limit }): Promise<ListedService[]> => {
        const rows = await found
          .innerJoin('organizations', 'organizations.id', 'services.organization_id')
          .select(['services.id', 'services.name', 'services.display_name', 'services.description'])
          .select(['services.organization_id', 'organizations.display_name as provider'])
          .select([ROLES.as('roles'), PERMISSIONS.as('permissions')])
          .orderBy('services.display_name')
          .orderBy('services.id')
          .offset(offset)
          .limit(limit)
          .execute()
        return rows.map(({ display_name, organization_id, roles, permissions, ...row }) => ({
          ...row,
          displayName: display_name,
          organizationId: organization_id,
          roles: Number(roles),
          permissions: Number(permissions),
        }))
      })
      return { items, total }
    }
  return { page: pageOf(isHadBy), catalogue: pageOf(isOfferedTo) }
}
