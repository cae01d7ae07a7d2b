/** Custom roles with their permissions, a row for each service. Always within one organization. */
import { sql } from 'kysely'
import type { CustomRole, ListedCustomRole } from '../../domain/custom-role.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'
import type { CustomRoleChanges, CustomRoleReads } from './custom-roles-store.ts'

type Row = Schema['custom_roles'] & { readonly holders: number }

const holding = (organizationId: string, name: unknown) => sql<string>`(
  select user_id from role_assignments
    where organization_id = ${organizationId} and custom_role = ${name} and name = ${name}
  union
  select group_members.user_id from group_members
    join group_roles on group_roles.group_id = group_members.group_id
    where group_roles.organization_id = ${organizationId} and group_roles.custom_role = ${name}
      and group_roles.name = ${name}
)`

const toListed = (row: Row, permissions: readonly Schema['custom_role_permissions'][]): ListedCustomRole => ({
  name: row.name,
  displayName: row.display_name,
  description: row.description,
  createdAt: row.created_at,
  holders: row.holders,
  services: permissions.map(({ service_id, permissions: names }) => ({
    serviceId: service_id,
    permissions: JSON.parse(names) as string[],
  })),
})

export const customRoleReads = (db: Database): CustomRoleReads => {
  const named: CustomRoleReads['named'] = async (organizationId, names) => {
    if (names.length === 0) return []
    // Before the roles: one that goes in between is not there, instead of there with nothing in it.
    const permissions = await db
      .selectFrom('custom_role_permissions')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('role_name', 'in', names)
      .orderBy('service_id')
      .execute()
    const rows = await db
      .selectFrom('custom_roles')
      .selectAll()
      .select(
        sql<number>`(select count(*) from ${holding(organizationId, sql.ref('custom_roles.name'))} as held)`.as(
          'holders',
        ),
      )
      .where('organization_id', '=', organizationId)
      .where('name', 'in', names)
      .orderBy('name')
      .execute()
    const permissionsOf = Map.groupBy(permissions, ({ role_name }) => role_name)
    return rows.map((row) => toListed(row, permissionsOf.get(row.name) ?? []))
  }
  return {
    summaries: async (organizationId) => {
      const rows = await db
        .selectFrom('custom_roles')
        .select(['name', 'display_name', 'description'])
        .where('organization_id', '=', organizationId)
        .orderBy('name')
        .execute()
      return rows.map(({ display_name, ...row }) => ({ ...row, displayName: display_name }))
    },
    named,
    find: async (organizationId, name) => (await named(organizationId, [name]))[0],
  }
}

export const customRoleChanges = (tx: Database, losses: Losses): CustomRoleChanges => ({
  ...customRoleReads(tx),
  insert: async (organizationId, role) => {
    const { name, displayName, description, createdAt } = role
    const row = { organization_id: organizationId, name, created_at: createdAt }
    await tx.insertInto('custom_role_names').values(row).execute()
    await tx
      .insertInto('custom_roles')
      .values({ ...row, display_name: displayName, description })
      .execute()
    await putPermissions(tx, organizationId, role, createdAt)
  },
  // A write that changes nothing: SELECT … FOR UPDATE is not in every engine.
  lock: async (organizationId, name) => {
    const { numUpdatedRows } = await tx
      .updateTable('custom_roles')
      .set({ name })
      .where('organization_id', '=', organizationId)
      .where('name', '=', name)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  redefine: async (organizationId, role, at) => {
    const { name, displayName, description } = role
    await tx
      .updateTable('custom_roles')
      .set({ display_name: displayName, description })
      .where('organization_id', '=', organizationId)
      .where('name', '=', name)
      .execute()
    if (await putPermissions(tx, organizationId, role, at))
      await holdersLose(tx, organizationId, name, losses)
  },
  // What refers to it goes with it: the foreign keys cascade. The name stays taken.
  remove: async (organizationId, name) => {
    await holdersLose(tx, organizationId, name, losses)
    const { numDeletedRows } = await tx
      .deleteFrom('custom_roles')
      .where('organization_id', '=', organizationId)
      .where('name', '=', name)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },
})

/**
 * In place of those that are there; a service where nothing is gained keeps when it was widened last. Answers whether
 * anything is lost.
 */
async function putPermissions(
  tx: Database,
  organizationId: string,
  { name, services }: Pick<CustomRole, 'name' | 'services'>,
  at: Instant,
): Promise<boolean> {
  const before = await tx
    .selectFrom('custom_role_permissions')
    .select(['service_id', 'permissions', 'widened_at'])
    .where('organization_id', '=', organizationId)
    .where('role_name', '=', name)
    .execute()
  const had = new Map(
    before.map((row) => [
      row.service_id,
      { names: new Set(JSON.parse(row.permissions) as string[]), widenedAt: row.widened_at },
    ]),
  )
  await tx
    .deleteFrom('custom_role_permissions')
    .where('organization_id', '=', organizationId)
    .where('role_name', '=', name)
    .execute()
  const rows = services.map(({ serviceId, permissions }) => {
    const own = had.get(serviceId)
    const isWidened = own === undefined || permissions.some((permission) => !own.names.has(permission))
    return {
      organization_id: organizationId,
      role_name: name,
      service_id: serviceId,
      permissions: JSON.stringify(permissions),
      widened_at: isWidened ? at : own.widenedAt,
    }
  })
  if (rows.length > 0) await tx.insertInto('custom_role_permissions').values(rows).execute()
  const has = new Map(services.map(({ serviceId, permissions }) => [serviceId, new Set(permissions)]))
  return [...had].some(([id, { names }]) => [...names].some((each) => !has.get(id)?.has(each)))
}

/** Of many the whole organization is told, in one word: everybody fetches an access token anew. */
const TOLD_ONE_BY_ONE = 200

async function holdersLose(
  tx: Database,
  organizationId: string,
  name: string,
  losses: Losses,
): Promise<void> {
  const { rows } = await sql<{ user_id: string }>`
    select user_id from ${holding(organizationId, name)} as held limit ${TOLD_ONE_BY_ONE + 1}`.execute(tx)
  if (rows.length > TOLD_ONE_BY_ONE) return losses.rightsLost({ organizationId })
  for (const { user_id: userId } of rows) losses.rightsLost({ organizationId, userId })
}
