/** Reads who holds something of a service, by parts, for previews of what a change takes away. */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import { toAllowedScopes, toBounds } from '../allowed-scopes.ts'
import { toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import type { ServiceHolderReads } from './service-holders-store.ts'

const holdersOf = (organizationId: string, serviceId: string) => {
  const custom = sql`select role_name from custom_role_permissions
    where organization_id = ${organizationId} and service_id = ${serviceId}`
  return sql<string>`(
    select user_id from role_assignments where organization_id = ${organizationId}
      and (service_id = ${serviceId} or custom_role in (${custom}))
    union
    select group_members.user_id from group_members
      join group_roles on group_roles.group_id = group_members.group_id
      where group_roles.organization_id = ${organizationId}
        and (group_roles.service_id = ${serviceId} or group_roles.custom_role in (${custom}))
  )`
}

export const serviceHolders = (db: Database, heldRoles: HeldRolesJson): ServiceHolderReads => ({
  holders: async (organizationId, id, { afterId, limit }) => {
    const rows = await db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .select(['users.id', 'users.username', heldRoles.as('roles')])
      .where('memberships.organization_id', '=', organizationId)
      .where('memberships.user_id', '>', afterId)
      .where('memberships.user_id', 'in', holdersOf(organizationId, id))
      .orderBy('memberships.user_id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ userId: row.id, username: row.username, roles: toHeldRoles(row.roles) }))
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
