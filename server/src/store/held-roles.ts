/** The roles of a member as one column: joined into the reads of several capabilities, and the only place that reads it. */
import { sql, type RawBuilder } from 'kysely'
import type { GroupMembership } from '../domain/group.ts'
import type { AssignedRole, HeldRole } from '../domain/held-role.ts'
import type { Instant } from '../domain/instant.ts'
import { organizationRole } from '../domain/organization-roles.ts'
import { whileBoth } from '../domain/period.ts'
import type { Engine } from './engine.ts'
import { memo } from './memo.ts'

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

/** What a machine holds in an organization that has it. */
const HELD_BY_APP = sql`
  select ${HELD}, null as group_id, null as group_name, null as joined_at, null as from_at, null as until_at
  from oauth_app_roles as assigned ${DEFINED}
  where assigned.organization_id = oauth_app_organizations.organization_id
    and assigned.app_id = oauth_app_organizations.app_id and ${HAS_CONTENT}`

/** In the order in which a row has them: named, they would be named again in each row. */
const COLUMNS = [
  'held.service_id',
  'held.name',
  'held.resource',
  'held.permissions',
  'held.starts_at',
  'held.ends_at',
  'held.group_id',
  'held.group_name',
  'held.from_at',
  'held.until_at',
] as const

export const heldRolesJson = (
  rowsAsJson: Engine['rowsAsJson'],
  more: readonly string[] = [],
): HeldRolesJson => sql`(select ${rowsAsJson([...COLUMNS, ...more])} from (${HELD_BY_MEMBER}) as held)`

/** Of the OAuth app in the surrounding query of `oauth_app_organizations`. */
export const rolesOfAppJson = (
  rowsAsJson: Engine['rowsAsJson'],
  more: readonly string[] = [],
): HeldRolesJson => sql`(select ${rowsAsJson([...COLUMNS, ...more])} from (${HELD_BY_APP}) as held)`

/** The same, each with when it was assigned. */
export const assignedRolesJson = (rowsAsJson: Engine['rowsAsJson']): HeldRolesJson =>
  heldRolesJson(rowsAsJson, ['held.created_at', 'held.widened_at', 'held.joined_at'])

/** `COLUMNS`; of a group that holds no role the name is null. The last three only where they are asked for. */
type HeldRow = readonly [
  serviceId: string | null,
  name: string | null,
  resource: string | null,
  permissions: string | null,
  startsAt: Instant | null,
  endsAt: Instant | null,
  groupId: string | null,
  groupName: string | null,
  joinedFrom: Instant | null,
  joinedUntil: Instant | null,
  assignedAt?: Instant,
  widenedAt?: Instant | null,
  joinedAt?: Instant | null,
]

const rowsIn = (json: string): HeldRow[] => JSON.parse(json) as HeldRow[]

function toHeldRole(row: HeldRow): HeldRole[] {
  const [serviceId, name, resource, permissions, startsAt, endsAt, groupId, displayName, from, until] = row
  if (name === null) return []
  return [
    {
      serviceId,
      name,
      resource,
      permissions:
        serviceId === null
          ? (organizationRole(name)?.permissions ?? [])
          : (JSON.parse(permissions ?? '[]') as string[]),
      ...(groupId === null
        ? { startsAt, endsAt }
        : whileBoth({ startsAt, endsAt }, { startsAt: from, endsAt: until })),
      group: groupId === null || displayName === null ? null : { id: groupId, displayName },
    },
  ]
}

/** In one order, so that the same facts make the same access token. */
const heldIn = (rows: readonly HeldRow[]): HeldRole[] => rows.flatMap(toHeldRole).toSorted(byName)

function groupsIn(rows: readonly HeldRow[]): GroupMembership[] {
  const groups = new Map<string, GroupMembership>()
  for (const [, , , , , , id, displayName, startsAt, endsAt] of rows)
    if (id !== null && displayName !== null) groups.set(id, { id, displayName, startsAt, endsAt })
  return [...groups.values()].toSorted((one, other) => compare(one.displayName, other.displayName))
}

/** The same text comes with each exchange of somebody whose roles have not changed; reading it costs more than an exchange. */
const readHeld = memo(
  (json) => {
    const rows = rowsIn(json)
    return { roles: heldIn(rows), groups: groupsIn(rows) } as const
  },
  4 * 2 ** 20,
)

export const toHeldRoles = (json: string | null): readonly HeldRole[] => readHeld(json ?? '[]').roles

/** The groups that the member is in, whether or not these hold any role. */
export const toGroups = (json: string | null): readonly GroupMembership[] => readHeld(json ?? '[]').groups

/** What was put into a role since counts as assigned then. */
export const toAssignedRoles = (json: string | null): AssignedRole[] =>
  rowsIn(json ?? '[]')
    .flatMap((row) => {
      const [assignedAt = 0, widenedAt, joinedAt] = row.slice(COLUMNS.length) as (number | null)[]
      const at = Math.max(assignedAt ?? 0, widenedAt ?? 0, joinedAt ?? 0)
      return toHeldRole(row).map((role) => ({ ...role, assignedAt: at }))
    })
    .toSorted(byName)

const byName = (one: HeldRole, other: HeldRole): number =>
  compare(one.serviceId, other.serviceId) ||
  compare(one.name, other.name) ||
  compare(one.resource, other.resource) ||
  compare(one.group?.id ?? null, other.group?.id ?? null)

const compare = (one: string | null, other: string | null): number => {
  if (one === other) return 0
  return (one ?? '') < (other ?? '') ? -1 : 1
}
