/** Which roles are held. Ended assignments are answered too; what counts is the domain's to decide. */
import { sql, type Insertable, type RawBuilder } from 'kysely'
import type { HeldRole } from '../../domain/held-role.ts'
import { organizationRole } from '../../domain/organization-roles.ts'
import type { Database, Engine } from '../engine.ts'
import type { Schema } from '../schema.ts'
import type { Changes, Reads, RoleAssignment } from '../store.ts'

/**
 * All the roles of the membership in the surrounding query, as one JSON text. A join would repeat every other column
 * for each role, and reading columns is most of what an exchange costs.
 */
export type HeldRolesJson = RawBuilder<string | null>

export const heldRolesJson = (rowsAsJson: Engine['rowsAsJson']): HeldRolesJson => sql`(
  select ${rowsAsJson({
    serviceId: 'role_assignments.service_id',
    name: 'role_assignments.name',
    resource: 'role_assignments.resource',
    permissions: 'service_roles.permissions',
    endsAt: 'role_assignments.ends_at',
  } satisfies Record<keyof HeldRole, string>)}
  from role_assignments
  left join service_roles
    on service_roles.service_id = role_assignments.service_id and service_roles.name = role_assignments.name
  where role_assignments.organization_id = memberships.organization_id
    and role_assignments.user_id = memberships.user_id
)`

type HeldRoleRow = Omit<HeldRole, 'permissions'> & { readonly permissions: string | null }

const toHeldRole = ({ serviceId, name, resource, permissions, endsAt }: HeldRoleRow) =>
  ({
    serviceId,
    name,
    resource,
    permissions:
      serviceId === null
        ? (organizationRole(name)?.permissions ?? [])
        : (JSON.parse(permissions ?? '[]') as string[]),
    endsAt,
  }) satisfies HeldRole

/** In one order, so that the same facts make the same access token. */
export const toHeldRoles = (json: string | null): HeldRole[] =>
  (JSON.parse(json ?? '[]') as HeldRoleRow[]).map(toHeldRole).toSorted(byName)

const byName = (one: HeldRole, other: HeldRole): number =>
  compare(one.serviceId, other.serviceId) ||
  compare(one.name, other.name) ||
  compare(one.resource, other.resource)

const compare = (one: string | null, other: string | null): number => {
  if (one === other) return 0
  return (one ?? '') < (other ?? '') ? -1 : 1
}

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

export const roleReads = (db: Database, heldRoles: HeldRolesJson): Reads['roles'] => ({
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

export const roleChanges = (tx: Database, heldRoles: HeldRolesJson): Changes['roles'] => ({
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
