/** Services with their roles and permissions, in the order they were defined in. Always within one organization. */
import type { Insertable } from 'kysely'
import type { Service } from '../../domain/service.ts'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'
import type { Losses } from '../losses.ts'
import { boundedPage } from '../page.ts'
import { serviceListReads } from './service-list.ts'
import { serviceOfferChanges, serviceOfferReads } from './service-offers.ts'
import { serviceSearchText } from './service-search.ts'
import { redefine } from './redefine-service.ts'
import type { ServiceChanges, ServiceReads } from './services-store.ts'

const toService = (
  row: Schema['services'],
  roles: readonly Schema['service_roles'][],
  permissions: readonly Schema['service_permissions'][],
) =>
  ({
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    displayName: row.display_name,
    description: row.description,
    roles: roles.map((role) => ({
      name: role.name,
      displayName: role.display_name,
      permissions: JSON.parse(role.permissions) as string[],
    })),
    permissions: permissions.map(({ name, description }) => ({ name, description })),
    createdAt: row.created_at,
  }) satisfies Service

const toRow = (service: Service) =>
  ({
    id: service.id,
    organization_id: service.organizationId,
    name: service.name,
    display_name: service.displayName,
    description: service.description,
    is_offered_to_all: 0,
    search_text: serviceSearchText(service),
    created_at: service.createdAt,
  }) satisfies Insertable<Schema['services']>

const toRoleRows = ({ id, roles }: Service) =>
  roles.map((role, position) => ({
    service_id: id,
    name: role.name,
    display_name: role.displayName,
    permissions: JSON.stringify(role.permissions),
    position,
    widened_at: 0,
  })) satisfies Insertable<Schema['service_roles']>[]

const toPermissionRows = ({ id, permissions }: Service) =>
  permissions.map(({ name, description }, position) => ({
    service_id: id,
    name,
    description,
    position,
  })) satisfies Insertable<Schema['service_permissions']>[]

export const serviceReads = (db: Database): ServiceReads => {
  const withDefinitions = async (services: readonly Schema['services'][]): Promise<Service[]> => {
    if (services.length === 0) return []
    const ids = services.map(({ id }) => id)
    const roles = await db
      .selectFrom('service_roles')
      .selectAll()
      .where('service_id', 'in', ids)
      .orderBy('position')
      .execute()
    const permissions = await db
      .selectFrom('service_permissions')
      .selectAll()
      .where('service_id', 'in', ids)
      .orderBy('position')
      .execute()
    const rolesOf = Map.groupBy(roles, ({ service_id }) => service_id)
    const permissionsOf = Map.groupBy(permissions, ({ service_id }) => service_id)
    return services.map((service) =>
      toService(service, rolesOf.get(service.id) ?? [], permissionsOf.get(service.id) ?? []),
    )
  }
  const servicesOf = (organizationId: string) =>
    db
      .selectFrom('service_organizations')
      .innerJoin('services', 'services.id', 'service_organizations.service_id')
      .selectAll('services')
      .where('service_organizations.organization_id', '=', organizationId)
  const countOf = async (organizationId: string): Promise<number> => {
    const { total } = await db
      .selectFrom('service_organizations')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('organization_id', '=', organizationId)
      .executeTakeFirstOrThrow()
    return total
  }
  return {
    list: async (organizationId) =>
      withDefinitions(
        await servicesOf(organizationId).orderBy('services.display_name').orderBy('services.id').execute(),
      ),
    definitions: async (organizationId, page) => ({
      items: await boundedPage(page, async ({ offset, limit }) =>
        withDefinitions(
          await servicesOf(organizationId)
            .orderBy('services.display_name')
            .orderBy('services.id')
            .offset(offset)
            .limit(limit)
            .execute(),
        ),
      ),
      total: await countOf(organizationId),
    }),
    count: countOf,
    hasNamed: async (organizationId, name) => {
      const row = await db
        .selectFrom('service_organizations')
        .select('service_id')
        .where('organization_id', '=', organizationId)
        .where('service_name', '=', name)
        .executeTakeFirst()
      return row !== undefined
    },
    organizationsOf: async (id) => {
      const rows = await db
        .selectFrom('service_organizations')
        .select('organization_id')
        .where('service_id', '=', id)
        .orderBy('organization_id')
        .execute()
      return rows.map(({ organization_id }) => organization_id)
    },
    ...serviceListReads(db),
    ...serviceOfferReads(db, withDefinitions),
    find: async (organizationId, id) =>
      (await withDefinitions(await servicesOf(organizationId).where('services.id', '=', id).execute()))[0],
  }
}

export const serviceChanges = (tx: Database, losses: Losses): ServiceChanges => ({
  ...serviceReads(tx),
  ...serviceOfferChanges(tx, losses),
  // A write that changes nothing: SELECT … FOR UPDATE is not in every engine.
  lock: async (organizationId, id) => {
    const { numUpdatedRows } = await tx
      .updateTable('services')
      .set({ id })
      .where('id', '=', id)
      .where('organization_id', '=', organizationId)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  redefine: (service, at) => redefine(tx, service, at, losses),
  // What refers to it goes with it, roles that are held among it: the foreign keys cascade.
  remove: async (organizationId, id) => {
    const { numDeletedRows } = await tx
      .deleteFrom('services')
      .where('id', '=', id)
      .where('organization_id', '=', organizationId)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },
  insert: async (service) => {
    await tx.insertInto('services').values(toRow(service)).execute()
    await tx
      .insertInto('service_organizations')
      .values({
        organization_id: service.organizationId,
        service_id: service.id,
        service_name: service.name,
        created_at: service.createdAt,
      })
      .execute()
    const roles = toRoleRows(service)
    if (roles.length > 0) await tx.insertInto('service_roles').values(roles).execute()
    const permissions = toPermissionRows(service)
    if (permissions.length > 0) await tx.insertInto('service_permissions').values(permissions).execute()
  },
})
