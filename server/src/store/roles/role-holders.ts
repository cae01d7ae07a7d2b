/** Reads who and what holds something of a service, a custom role or through a group, by parts, for previews of what a change takes away. */
import { sql, type RawBuilder } from 'kysely'
import { toAllowedScopes, toBounds } from '../allowed-scopes.ts'
import type { Database } from '../engine.ts'
import { toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import type { MachineHolder, PartOfHolders, RoleHolder, RoleHolderReads } from './role-holders-store.ts'

type Assigned = 'role_assignments' | 'group_roles' | 'oauth_app_roles'

/** Asked of one member after the other, in the order of a part: so that a part costs as much as it has people. */
const holdsSuch = (organizationId: string, isSuch: (assigned: Assigned) => RawBuilder<boolean>) =>
  sql<boolean>`(
    exists (select 1 from role_assignments where role_assignments.organization_id = ${organizationId}
      and role_assignments.user_id = memberships.user_id
      and ${isSuch('role_assignments')})
    or exists (select 1 from group_members
      join group_roles on group_roles.group_id = group_members.group_id
      where group_members.organization_id = ${organizationId}
        and group_members.user_id = memberships.user_id
        and group_roles.organization_id = ${organizationId}
        and ${isSuch('group_roles')})
  )`

const isOfService = (organizationId: string, serviceId: string) => {
  const custom = sql`select role_name from custom_role_permissions
    where organization_id = ${organizationId} and service_id = ${serviceId}`
  return (assigned: Assigned) =>
    sql<boolean>`(${sql.table(assigned)}.service_id = ${serviceId}
      or ${sql.table(assigned)}.custom_role in (${custom}))`
}

const isCustomRole = (name: string) => (assigned: Assigned) =>
  sql<boolean>`${sql.table(assigned)}.custom_role = ${name}`

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

export const roleHolderReads = (
  db: Database,
  heldRoles: HeldRolesJson,
  rolesOfApp: HeldRolesJson,
): RoleHolderReads => {
  const machinesHolding = async (
    organizationId: string,
    isSuch: (assigned: Assigned) => RawBuilder<boolean>,
    { afterId, limit }: PartOfHolders,
  ): Promise<MachineHolder[]> => {
    const rows = await db
      .selectFrom('oauth_app_organizations')
      .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_app_organizations.app_id')
      .select(['oauth_apps.id', 'oauth_apps.name', 'last_used_at', rolesOfApp.as('roles')])
      .where('oauth_app_organizations.organization_id', '=', organizationId)
      .where('oauth_apps.id', '>', afterId)
      .where(
        sql<boolean>`exists (select 1 from oauth_app_roles
          where oauth_app_roles.organization_id = ${organizationId}
            and oauth_app_roles.app_id = oauth_apps.id
            and ${isSuch('oauth_app_roles')})`,
      )
      .orderBy('oauth_apps.id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      ...{ id: row.id, name: row.name, lastUsedAt: row.last_used_at },
      roles: toHeldRoles(row.roles),
    }))
  }
  const holding = async (
    organizationId: string,
    isSuch: (assigned: Assigned) => RawBuilder<boolean>,
    { afterId, limit }: PartOfHolders,
  ): Promise<RoleHolder[]> => {
    const rows = await membersOf(db, organizationId)
      .select(['users.id', 'users.username', heldRoles.as('roles')])
      .where('memberships.user_id', '>', afterId)
      .where(holdsSuch(organizationId, isSuch))
      .orderBy('memberships.user_id')
      .limit(limit)
      .execute()
    return rows.map(toHolder)
  }
  return {
    holdersOfService: (organizationId, serviceId, part) =>
      holding(organizationId, isOfService(organizationId, serviceId), part),
    holdersOfCustomRole: (organizationId, name, part) => holding(organizationId, isCustomRole(name), part),
    machinesOfService: (organizationId, serviceId, part) =>
      machinesHolding(organizationId, isOfService(organizationId, serviceId), part),
    machinesOfCustomRole: (organizationId, name, part) =>
      machinesHolding(organizationId, isCustomRole(name), part),
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
  }
}
