/** Which roles are held. Ended assignments are answered too; what counts is the domain's to decide. */
import type { Insertable } from 'kysely'
import type { Assigned } from '../../domain/held-role.ts'
import { isOrganizationRole } from '../../domain/organization-roles.ts'
import type { Database } from '../engine.ts'
import { toGroups, toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'
import { roleHolderReads } from './role-holders.ts'
import type { RoleAssignment, RoleChanges, RoleReads } from './roles-store.ts'

/** Of an assignment, to whomever: what is no organization role and of no service is a custom role. */
export const toAssignedColumns = ({ serviceId, name, resource, startsAt, endsAt, createdAt }: Assigned) => ({
  service_id: serviceId,
  custom_role: serviceId === null && !isOrganizationRole(name) ? name : null,
  name,
  resource,
  starts_at: startsAt,
  ends_at: endsAt,
  created_at: createdAt,
})

const toRow = (assignment: RoleAssignment) =>
  ({
    organization_id: assignment.organizationId,
    user_id: assignment.userId,
    ...toAssignedColumns(assignment),
  }) satisfies Insertable<Schema['role_assignments']>

export const roleReads = (db: Database, heldRoles: HeldRolesJson, rolesOfApp: HeldRolesJson): RoleReads => {
  const column = async (userId: string, organizationId: string): Promise<string | null> => {
    const row = await db
      .selectFrom('memberships')
      .select(heldRoles.as('roles'))
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row?.roles ?? null
  }
  return {
    ...roleHolderReads(db, heldRoles, rolesOfApp),
    heldBy: async (userId, organizationId) => toHeldRoles(await column(userId, organizationId)),
    groupsOf: async (userId, organizationId) => toGroups(await column(userId, organizationId)),
  }
}

export const roleChanges = (
  tx: Database,
  heldRoles: HeldRolesJson,
  rolesOfApp: HeldRolesJson,
  losses: Losses,
): RoleChanges => ({
  ...roleReads(tx, heldRoles, rolesOfApp),
  countLastingHolders: async (organizationId, name, now) => {
    const { holders } = await tx
      .selectFrom('role_assignments')
      .innerJoin('memberships', (join) =>
        join
          .onRef('memberships.organization_id', '=', 'role_assignments.organization_id')
          .onRef('memberships.user_id', '=', 'role_assignments.user_id'),
      )
      .innerJoin('users', 'users.id', 'role_assignments.user_id')
      .select(({ fn }) => fn.countAll<number>().as('holders'))
      .where('role_assignments.organization_id', '=', organizationId)
      .where('role_assignments.service_id', 'is', null)
      .where('role_assignments.name', '=', name)
      .where('role_assignments.ends_at', 'is', null)
      .where((where) =>
        where.or([
          where('role_assignments.starts_at', 'is', null),
          where('role_assignments.starts_at', '<=', now),
        ]),
      )
      .where('memberships.disabled_at', 'is', null)
      .where('users.deactivated_at', 'is', null)
      .executeTakeFirstOrThrow()
    return holders
  },
  assignmentOf: async (organizationId, userId, { serviceId, name, resource }) => {
    const row = await tx
      .selectFrom('role_assignments')
      .select(['starts_at', 'ends_at', 'created_at'])
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .where('name', '=', name)
      .where('service_id', 'is not distinct from', serviceId)
      .where('resource', 'is not distinct from', resource)
      .executeTakeFirst()
    return row && { startsAt: row.starts_at, endsAt: row.ends_at, createdAt: row.created_at }
  },
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
    losses.rightsLost({ organizationId, userId })
    return numDeletedRows === 1n
  },
})
