/** Organizations and their members. Whoever is not a member finds nothing, whether or not the organization exists. */
import { sql, type Insertable } from 'kysely'
import type { Member, Organization, Belonging } from '../../domain/organization.ts'
import type { Database } from '../engine.ts'
import { toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import type { Losses } from '../losses.ts'
import { boundedPage } from '../page.ts'
import type { Schema } from '../schema.ts'
import type { MembersOfService, OrganizationChanges, OrganizationReads } from './organizations-store.ts'
import { isFoundBy } from '../people/member-search.ts'
import { managedOrganizationReads } from './managed-organization-rows.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from './organization-columns.ts'
import { organizationSearchText } from './organization-search.ts'
import { folded, toUser, USER_COLUMNS, type UserRow } from '../people/user-rows.ts'

const toRow = (organization: Organization) =>
  ({
    id: organization.id,
    name: organization.name,
    display_name: organization.displayName,
    created_at: organization.createdAt,
    tokens_may_administer: organization.tokensMayAdminister ? 1 : 0,
    suspended_at: organization.suspendedAt,
    is_home: organization.isHome ? 1 : 0,
    search_text: organizationSearchText(organization),
  }) satisfies Insertable<Schema['organizations']>

const toMember = (row: UserRow & { roles: string | null }) =>
  ({ user: toUser(row), roles: toHeldRoles(row.roles) }) satisfies Member

/** Of the membership in the surrounding query. */
const holdsRoleOf = ({ serviceId, at }: MembersOfService) => sql<boolean>`exists (
  select 1 from role_assignments
  where role_assignments.organization_id = memberships.organization_id
    and role_assignments.user_id = memberships.user_id
    and role_assignments.service_id = ${serviceId}
    and (role_assignments.starts_at is null or role_assignments.starts_at <= ${at})
    and (role_assignments.ends_at is null or role_assignments.ends_at > ${at})
)`

export const organizationReads = (db: Database, heldRoles: HeldRolesJson): OrganizationReads => {
  const organizationsOf = (userId: string) =>
    db
      .selectFrom('memberships')
      .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
      .select(ORGANIZATION_COLUMNS)
      .where('memberships.user_id', '=', userId)
      .where('memberships.disabled_at', 'is', null)
  const usersOf = (id: string, among?: MembersOfService) =>
    db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .where('memberships.organization_id', '=', id)
      .$if(among !== undefined, (members) => members.where(holdsRoleOf(among!)))
  const membersOf = (id: string, among?: MembersOfService) =>
    usersOf(id, among).select(USER_COLUMNS).select(heldRoles.as('roles'))

  return {
    ...managedOrganizationReads(db),
    find: async (id) => {
      const row = await db
        .selectFrom('organizations')
        .select(ORGANIZATION_COLUMNS)
        .where('organizations.id', '=', id)
        .executeTakeFirst()
      return row && toOrganization(row)
    },
    findForMember: async (id, userId) => {
      const row = await organizationsOf(userId)
        .where('memberships.organization_id', '=', id)
        .executeTakeFirst()
      return row && toOrganization(row)
    },
    listForMember: async (userId) => {
      const rows = await organizationsOf(userId)
        .orderBy('organizations.display_name')
        .orderBy('organizations.id')
        .execute()
      return rows.map(toOrganization)
    },
    listWithRoles: async (userId) => {
      const rows = await organizationsOf(userId)
        .select(heldRoles.as('roles'))
        .orderBy('organizations.display_name')
        .orderBy('organizations.id')
        .execute()
      return rows.map((row): Belonging => ({
        organization: toOrganization(row),
        roles: toHeldRoles(row.roles),
      }))
    },
    members: async (id, page, among) => {
      const items = await boundedPage(page, async ({ offset, limit }) => {
        const rows = await membersOf(id, among)
          .orderBy('users.username_folded')
          .offset(offset)
          .limit(limit)
          .execute()
        return rows.map(toMember)
      })
      const { total } = await usersOf(id, among)
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return { items, total }
    },
    findMember: async (id, userId) => {
      const row = await membersOf(id).where('users.id', '=', userId).executeTakeFirst()
      return row && toMember(row)
    },
    memberNamed: async (id, name) => {
      const row = await usersOf(id)
        .select(USER_COLUMNS)
        .where(({ eb, or }) =>
          or([eb('users.id', '=', name), eb('users.username_folded', '=', folded(name))]),
        )
        .orderBy(sql`users.id = ${name}`, 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toUser(row)
    },
    searchMembers: async (id, term, limit) => {
      const rows = await membersOf(id)
        .where(isFoundBy(term))
        .orderBy('users.username_folded')
        .limit(limit)
        .execute()
      return rows.map(toMember)
    },
  }
}

export const organizationChanges = (
  tx: Database,
  heldRoles: HeldRolesJson,
  losses: Losses,
): OrganizationChanges => ({
  ...organizationReads(tx, heldRoles),
  insert: async (organization) => {
    await tx.insertInto('organizations').values(toRow(organization)).execute()
  },
  // A write that changes nothing: SELECT … FOR UPDATE is not in every engine.
  lock: async (id) => {
    const { numUpdatedRows } = await tx
      .updateTable('organizations')
      .set({ id })
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  setDisplayName: async (id, displayName) => {
    const { name } = await tx
      .selectFrom('organizations')
      .select('name')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await tx
      .updateTable('organizations')
      .set({ display_name: displayName, search_text: organizationSearchText({ name, displayName }) })
      .where('id', '=', id)
      .execute()
  },
  setSuspendedAt: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('organizations')
      .set({ suspended_at: at })
      .where('id', '=', id)
      .where('suspended_at', at === null ? 'is not' : 'is', null)
      .executeTakeFirst()
    if (at !== null) losses.rightsLost({ organizationId: id }, 'suspended')
    return numUpdatedRows === 1n
  },
  setPolicies: async (id, { tokensMayAdminister }) => {
    await tx
      .updateTable('organizations')
      .set({ tokens_may_administer: tokensMayAdminister ? 1 : 0 })
      .where('id', '=', id)
      .execute()
  },
  addMember: async (id, userId, at) => {
    await tx
      .insertInto('memberships')
      .values({ organization_id: id, user_id: userId, created_at: at })
      .execute()
  },
  // The roles go with the membership they refer to: the foreign key cascades.
  removeMember: async (id, userId) => {
    const { numDeletedRows } = await tx
      .deleteFrom('memberships')
      .where('organization_id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    losses.rightsLost({ organizationId: id, userId }, 'removed')
    return numDeletedRows === 1n
  },
})
