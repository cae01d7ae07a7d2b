/** Which roles are held. Ended assignments are answered too; what counts is the domain's to decide. */
import type { Insertable, Selection } from 'kysely'
import type { HeldRole } from '../domain/held-role.ts'
import { organizationRole } from '../domain/organization-roles.ts'
import type { Database } from './engine.ts'
import type { Schema } from './schema.ts'
import type { Changes, Reads, RoleAssignment } from './store.ts'

export const HELD_ROLE_COLUMNS = [
  'role_assignments.service_id as role_service_id',
  'role_assignments.name as role_name',
  'role_assignments.resource as role_resource',
  'role_assignments.ends_at as role_ends_at',
  'service_roles.permissions as role_permissions',
] as const

type HeldRoleRow = Selection<
  Pick<Schema, 'role_assignments'> & {
    service_roles: { [Column in keyof Schema['service_roles']]: Schema['service_roles'][Column] | null }
  },
  'role_assignments' | 'service_roles',
  (typeof HELD_ROLE_COLUMNS)[number]
>

export const toHeldRole = (row: HeldRoleRow) =>
  ({
    serviceId: row.role_service_id,
    name: row.role_name,
    resource: row.role_resource,
    permissions:
      row.role_service_id === null
        ? (organizationRole(row.role_name)?.permissions ?? [])
        : JSON.parse(row.role_permissions ?? '[]'),
    endsAt: row.role_ends_at,
  }) satisfies HeldRole

const toRow = (assignment: RoleAssignment) =>
  ({
    organization_id: assignment.organizationId,
    user_id: assignment.userId,
    service_id: assignment.serviceId,
    name: assignment.name,
    resource: assignment.resource,
    ends_at: assignment.endsAt,
    created_at: assignment.createdAt,
  }) satisfies Insertable<Schema['role_assignments']>

/** The roles of several members of one organization, by user id. */
export async function rolesOfMembers(
  db: Database,
  organizationId: string,
  userIds: readonly string[],
): Promise<Map<string, HeldRole[]>> {
  const roles = new Map(userIds.map((id): [string, HeldRole[]] => [id, []]))
  if (userIds.length === 0) return roles
  const rows = await db
    .selectFrom('role_assignments')
    .leftJoin('service_roles', (join) =>
      join
        .onRef('service_roles.service_id', '=', 'role_assignments.service_id')
        .onRef('service_roles.name', '=', 'role_assignments.name'),
    )
    .select('role_assignments.user_id')
    .select(HELD_ROLE_COLUMNS)
    .where('role_assignments.organization_id', '=', organizationId)
    .where('role_assignments.user_id', 'in', userIds)
    .orderBy('role_assignments.service_id')
    .orderBy('role_assignments.name')
    .orderBy('role_assignments.resource')
    .execute()
  for (const row of rows) roles.get(row.user_id)?.push(toHeldRole(row))
  return roles
}

export const roleReads = (db: Database): Reads['roles'] => ({
  heldBy: async (userId, organizationId) =>
    (await rolesOfMembers(db, organizationId, [userId])).get(userId) ?? [],
})

export const roleChanges = (tx: Database): Changes['roles'] => ({
  ...roleReads(tx),
  assign: async (assignment) => {
    await tx.insertInto('role_assignments').values(toRow(assignment)).execute()
  },
  remove: async (organizationId, userId, { serviceId, name, resource }) => {
    const { numDeletedRows } = await tx
      .deleteFrom('role_assignments')
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .where('name', '=', name)
      .where('service_id', 'is not distinct from', serviceId)
      .where('resource', 'is not distinct from', resource)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },
})
