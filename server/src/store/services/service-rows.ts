/** Services with their roles and permissions, in the order they were defined in. Always within one organization. */
import type { Insertable } from 'kysely'
import type { Service } from '../../domain/service.ts'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'
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
    description: null,
    is_offered_to_all: 0,
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
  return {
    list: async (organizationId) =>
      withDefinitions(
        await servicesOf(organizationId).orderBy('services.display_name').orderBy('services.id').execute(),
      ),
    find: async (organizationId, id) =>
      (await withDefinitions(await servicesOf(organizationId).where('services.id', '=', id).execute()))[0],
  }
}

export const serviceChanges = (tx: Database): ServiceChanges => ({
  ...serviceReads(tx),
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
