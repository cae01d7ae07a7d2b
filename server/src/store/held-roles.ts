/** The roles of a member as one column: joined into the reads of several capabilities, and the only place that reads it. */
import { sql, type RawBuilder } from 'kysely'
import type { Group, GroupMembership } from '../domain/group.ts'
import type { AssignedRole, HeldRole } from '../domain/held-role.ts'
import type { Instant } from '../domain/instant.ts'
import { organizationRole } from '../domain/organization-roles.ts'
import { whileBoth } from '../domain/period.ts'
import type { Engine } from './engine.ts'

/**
 * All the roles of the membership in the surrounding query, those held through groups included, as one JSON text. A join
 * would repeat every other column for each role, and reading columns is most of what an exchange costs.
 */
export type HeldRolesJson = RawBuilder<string | null>

/** A custom role is a row for each of the services that it has permissions of. */
const HELD = sql`
  coalesce(custom_role_permissions.service_id, assigned.service_id) as service_id,
  assigned.name, assigned.resource, assigned.starts_at, assigned.ends_at,
  coalesce(custom_role_permissions.permissions, service_roles.permissions) as permissions,
  assigned.created_at,
  coalesce(custom_role_permissions.widened_at, service_roles.widened_at) as widened_at`

const DEFINED = sql`
  left join service_roles
    on service_roles.service_id = assigned.service_id and service_roles.name = assigned.name
  left join custom_role_permissions
    on custom_role_permissions.organization_id = assigned.organization_id
    and custom_role_permissions.role_name = assigned.custom_role`

/** A custom role without any permission is not held: there is no service that it could be a role of. */
const HAS_CONTENT = sql`(assigned.custom_role is null or custom_role_permissions.service_id is not null)`

const HELD_BY_MEMBER = sql`
  select ${HELD}, null as group_id, null as group_name, null as joined_at, null as from_at, null as until_at
  from role_assignments as assigned ${DEFINED}
  where assigned.organization_id = memberships.organization_id and assigned.user_id = memberships.user_id
    and ${HAS_CONTENT}
  union all
  select ${HELD}, groups.id, groups.display_name, joined.created_at, joined.starts_at, joined.ends_at
  from group_members as joined
  join groups on groups.id = joined.group_id
  left join group_roles as assigned on assigned.group_id = joined.group_id ${DEFINED}
  where joined.user_id = memberships.user_id and joined.organization_id = memberships.organization_id
    and ${HAS_CONTENT}`

/** Named as short as they are, since each row repeats them. */
const COLUMNS = {
  serviceId: 'held.service_id',
  name: 'held.name',
  resource: 'held.resource',
  permissions: 'held.permissions',
  startsAt: 'held.starts_at',
  endsAt: 'held.ends_at',
  groupId: 'held.group_id',
  groupName: 'held.group_name',
  from: 'held.from_at',
  until: 'held.until_at',
} as const

export const heldRolesJson = (
  rowsAsJson: Engine['rowsAsJson'],
  more: Readonly<Record<string, string>> = {},
): HeldRolesJson => sql`(select ${rowsAsJson({ ...COLUMNS, ...more })} from (${HELD_BY_MEMBER}) as held)`

/** The same, each with when it was assigned. */
export const assignedRolesJson = (rowsAsJson: Engine['rowsAsJson']): HeldRolesJson =>
  heldRolesJson(rowsAsJson, {
    assignedAt: 'held.created_at',
    widenedAt: 'held.widened_at',
    joinedAt: 'held.joined_at',
  })

type HeldRow = Omit<HeldRole, 'name' | 'permissions' | 'group'> & {
  /** Null for a group that holds no role. */
  readonly name: string | null
  readonly permissions: string | null
  readonly groupId: string | null
  readonly groupName: string | null
  /** Of the membership in the group. */
  readonly from: Instant | null
  readonly until: Instant | null
}
type AssignedRow = HeldRow & {
  readonly assignedAt: Instant
  readonly widenedAt: Instant | null
  readonly joinedAt: Instant | null
}

const rowsIn = <Row extends HeldRow>(json: string | null): Row[] => JSON.parse(json ?? '[]') as Row[]

const groupOf = ({ groupId: id, groupName: displayName }: HeldRow): Group | null =>
  id === null || displayName === null ? null : { id, displayName }

const toHeldRole = (row: HeldRow, name: string): HeldRole => ({
  serviceId: row.serviceId,
  name,
  resource: row.resource,
  permissions:
    row.serviceId === null
      ? (organizationRole(name)?.permissions ?? [])
      : (JSON.parse(row.permissions ?? '[]') as string[]),
  ...(row.groupId === null
    ? { startsAt: row.startsAt, endsAt: row.endsAt }
    : whileBoth(row, { startsAt: row.from, endsAt: row.until })),
  group: groupOf(row),
})

/** In one order, so that the same facts make the same access token. */
export const toHeldRoles = (json: string | null): HeldRole[] =>
  rowsIn(json)
    .flatMap((row) => (row.name === null ? [] : [toHeldRole(row, row.name)]))
    .toSorted(byName)

/** What was put into a role since counts as assigned then. */
export const toAssignedRoles = (json: string | null): AssignedRole[] =>
  rowsIn<AssignedRow>(json)
    .flatMap((row) => {
      if (row.name === null) return []
      const assignedAt = Math.max(row.assignedAt, row.widenedAt ?? 0, row.joinedAt ?? 0)
      return [{ ...toHeldRole(row, row.name), assignedAt }]
    })
    .toSorted(byName)

/** The groups that the member is in, whether or not these hold any role. */
export function toGroups(json: string | null): GroupMembership[] {
  const groups = new Map<string, GroupMembership>()
  for (const row of rowsIn(json)) {
    const group = groupOf(row)
    if (group !== null) groups.set(group.id, { ...group, startsAt: row.from, endsAt: row.until })
  }
  return [...groups.values()].toSorted((one, other) => compare(one.displayName, other.displayName))
}

const byName = (one: HeldRole, other: HeldRole): number =>
  compare(one.serviceId, other.serviceId) ||
  compare(one.name, other.name) ||
  compare(one.resource, other.resource) ||
  compare(one.group?.id ?? null, other.group?.id ?? null)

const compare = (one: string | null, other: string | null): number => {
  if (one === other) return 0
  return (one ?? '') < (other ?? '') ? -1 : 1
}
