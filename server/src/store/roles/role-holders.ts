/** Reads who holds something of a service or through a group, by parts, for previews of what a change takes away. */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import { toAllowedScopes, toBounds } from '../allowed-scopes.ts'
import { toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import type { RoleHolder, RoleHolderReads } from './role-holders-store.ts'

/** Asked of one member after the other, in the order of a part: so that a part costs as much as it has people. */
const holdsOf = (organizationId: string, serviceId: string) => {
  const custom = sql`select role_name from custom_role_permissions
    where organization_id = ${organizationId} and service_id = ${serviceId}`
  return sql<boolean>`(
    exists (select 1 from role_assignments where role_assignments.organization_id = ${organizationId}
      and role_assignments.user_id = memberships.user_id
      and (role_assignments.service_id = ${serviceId} or role_assignments.custom_role in (${custom})))
    or exists (select 1 from group_members
      join group_roles on group_roles.group_id = group_members.group_id
      where group_members.organization_id = ${organizationId}
        and group_members.user_id = memberships.user_id
        and group_roles.organization_id = ${organizationId}
        and (group_roles.service_id = ${serviceId} or group_roles.custom_role in (${custom})))
  )`
}

const membersOf = (db: Database, organizationId: string) =>
  db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .where('memberships.organization_id', '=', organizationId)

type HolderRow = { readonly id: string; readonly username: string; readonly roles: string | null }

const toHolder = ({ id, username, roles }: HolderRow): RoleHolder => ({
  userId: id,
  username,
  roles: toHeldRoles(roles),
})

export const roleHolderReads = (db: Database, heldRoles: HeldRolesJson): RoleHolderReads => ({
  holdersOfService: async (organizationId, serviceId, { afterId, limit }) => {
    const rows = await membersOf(db, organizationId)
      .select(['users.id', 'users.username', heldRoles.as('roles')])
      .where('memberships.user_id', '>', afterId)
      .where(holdsOf(organizationId, serviceId))
      .orderBy('memberships.user_id')
      .limit(limit)
      .execute()
    return rows.map(toHolder)
  },
  holdersInGroup: async (organizationId, { id, userId }, { afterId, limit }) => {
    const rows = await membersOf(db, organizationId)
      .innerJoin('group_members', 'group_members.user_id', 'memberships.user_id')
      .select(['users.id', 'users.username', heldRoles.as('roles')])
      .where('group_members.organization_id', '=', organizationId)
      .where('group_members.group_id', '=', id)
      .where('group_members.user_id', '>', afterId)
      .$if(userId !== null, (members) => members.where('group_members.user_id', '=', userId))
      .orderBy('group_members.user_id')
      .limit(limit)
      .execute()
    return rows.map(toHolder)
  },
  apiTokensOfHolders: async (organizationId, userIds, now) => {
    if (userIds.length === 0) return []
    const rows = await db
      .selectFrom('api_tokens')
      .select(['id', 'name', 'user_id', 'allowed_scopes', 'bounds', 'last_used_at'])
      .where('organization_id', '=', organizationId)
      .where('user_id', 'in', userIds)
      .where('revoked_at', 'is', null)
      .where('deactivated_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      userId: row.user_id,
      allowedScopes: toAllowedScopes(row.allowed_scopes),
      bounds: toBounds(row.bounds),
      lastUsedAt: row.last_used_at,
    }))
  },
})
