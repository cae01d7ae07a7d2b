/** The roles of a member as one column: joined into the reads of several capabilities, and the only place that reads it. */
import { sql, type RawBuilder } from 'kysely'
import type { AssignedRole, HeldRole } from '../domain/held-role.ts'
import { organizationRole } from '../domain/organization-roles.ts'
import type { Engine } from './engine.ts'

/**
 * All the roles of the membership in the surrounding query, as one JSON text. A join would repeat every other column
 * for each role, and reading columns is most of what an exchange costs.
 */
export type HeldRolesJson = RawBuilder<string | null>

export const heldRolesJson = (
  rowsAsJson: Engine['rowsAsJson'],
  more: Readonly<Record<string, string>> = {},
): HeldRolesJson => sql`(
  select ${rowsAsJson({
    serviceId: 'role_assignments.service_id',
    name: 'role_assignments.name',
    resource: 'role_assignments.resource',
    permissions: 'service_roles.permissions',
    endsAt: 'role_assignments.ends_at',
    ...more,
  } satisfies Record<keyof HeldRole, string>)}
  from role_assignments
  left join service_roles
    on service_roles.service_id = role_assignments.service_id and service_roles.name = role_assignments.name
  where role_assignments.organization_id = memberships.organization_id
    and role_assignments.user_id = memberships.user_id
)`

/** The same, each with when it was assigned. */
export const assignedRolesJson = (rowsAsJson: Engine['rowsAsJson']): HeldRolesJson =>
  heldRolesJson(rowsAsJson, { assignedAt: 'role_assignments.created_at' })

type HeldRoleRow = Omit<HeldRole, 'permissions'> & { readonly permissions: string | null }

const toHeldRole = <Row extends HeldRoleRow>({
  serviceId,
  name,
  resource,
  permissions,
  endsAt,
  ...more
}: Row) =>
  ({
    ...more,
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

export const toAssignedRoles = (json: string | null): AssignedRole[] => toHeldRoles(json) as AssignedRole[]

const byName = (one: HeldRole, other: HeldRole): number =>
  compare(one.serviceId, other.serviceId) ||
  compare(one.name, other.name) ||
  compare(one.resource, other.resource)

const compare = (one: string | null, other: string | null): number => {
  if (one === other) return 0
  return (one ?? '') < (other ?? '') ? -1 : 1
}
