/** Which roles are held. Ended assignments are answered too; what counts is the domain's to decide. */
import type { Insertable } from 'kysely'
import type { Database } from '../engine.ts'
import { toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import type { Schema } from '../schema.ts'
import type { RoleAssignment, RoleChanges, RoleReads } from './roles-store.ts'

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

export const roleReads = (db: Database, heldRoles: HeldRolesJson): RoleReads => ({
  heldBy: async (userId, organizationId) => {
    const row = await db
      .selectFrom('memberships')
      .select(heldRoles.as('roles'))
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row ? toHeldRoles(row.roles) : []
  },
})

export const roleChanges = (tx: Database, heldRoles: HeldRolesJson): RoleChanges => ({
  ...roleReads(tx, heldRoles),
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
