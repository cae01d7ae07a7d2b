/** Groups with their members and roles. Always within one organization. */
import { sql } from 'kysely'
import type { ListedGroup } from '../../domain/listed-group.ts'
import type { Assigned } from '../../domain/held-role.ts'
import { foldedForSearch, searchWords } from '../../domain/search.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import { boundedPage } from '../page.ts'
import { isFoundBy } from '../people/member-search.ts'
import { toUser, USER_COLUMNS } from '../people/user-rows.ts'
import { toAssignedColumns } from '../roles/role-rows.ts'
import type { Schema } from '../schema.ts'
import type { GroupChanges, GroupReads } from './groups-store.ts'

type GroupRow = Schema['groups'] & { readonly member_count: number }

const toAssigned = (row: Schema['group_roles']): Assigned => ({
  serviceId: row.service_id,
  name: row.name,
  resource: row.resource,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  createdAt: row.created_at,
})

const toListedGroup = (row: GroupRow, roles: readonly Schema['group_roles'][]): ListedGroup => ({
  id: row.id,
  displayName: row.display_name,
  description: row.description,
  createdAt: row.created_at,
  memberCount: row.member_count,
  roles: roles.map(toAssigned),
})

const described = ({ displayName, description }: { displayName: string; description: string }) => ({
  display_name: displayName,
  name_folded: foldedForSearch(displayName),
  description,
})

export const groupReads = (db: Database): GroupReads => {
  const groupsOf = (organizationId: string) =>
    db.selectFrom('groups').where('groups.organization_id', '=', organizationId)
  const countMembers = sql<number>`(
    select count(*) from group_members where group_members.group_id = groups.id)`
  const withRoles = async (rows: readonly GroupRow[]): Promise<ListedGroup[]> => {
    if (rows.length === 0) return []
    const roles = await db
      .selectFrom('group_roles')
      .selectAll()
      .where(
        'group_id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('name')
      .orderBy('resource')
      .execute()
    const rolesOf = Map.groupBy(roles, ({ group_id }) => group_id)
    return rows.map((row) => toListedGroup(row, rolesOf.get(row.id) ?? []))
  }
  const counted = async (query: { executeTakeFirstOrThrow(): Promise<{ count: number }> }) =>
    (await query.executeTakeFirstOrThrow()).count
  return {
    list: async (organizationId, search, page) => {
      let found = groupsOf(organizationId)
      for (const word of searchWords(search)) {
        const pattern = `%${word.replaceAll(/[!%_]/g, '!$&')}%`
        found = found.where(sql<boolean>`${sql.ref('groups.name_folded')} like ${pattern} escape '!'`)
      }
      const items = await boundedPage(page, async ({ offset, limit }) =>
        withRoles(
          await found
            .selectAll('groups')
            .select(countMembers.as('member_count'))
            .orderBy('groups.name_folded')
            .offset(offset)
            .limit(limit)
            .execute(),
        ),
      )
      const total = await counted(found.select(({ fn }) => fn.countAll<number>().as('count')))
      return { items, total }
    },
    find: async (organizationId, id) =>
      (
        await withRoles(
          await groupsOf(organizationId)
            .selectAll('groups')
            .select(countMembers.as('member_count'))
            .where('groups.id', '=', id)
            .execute(),
        )
      )[0],
    members: async (organizationId, id, search, page) => {
      const inGroup = db
        .selectFrom('group_members')
        .where('group_members.organization_id', '=', organizationId)
        .where('group_members.group_id', '=', id)
      const found = inGroup
        .innerJoin('users', 'users.id', 'group_members.user_id')
        .$if(search !== '', (members) => members.where(isFoundBy(search) as never))
      // Only ids are sorted: the rows of thousands would be carried along for the few that are shown.
      const shown = await found
        .select('group_members.user_id')
        .orderBy('users.username_folded')
        .offset(page.offset)
        .limit(page.limit)
        .execute()
      const items = await boundedPage({ offset: 0, limit: shown.length }, async ({ offset, limit }) => {
        const ids = shown.slice(offset, offset + limit).map(({ user_id }) => user_id)
        if (ids.length === 0) return []
        const rows = await inGroup
          .innerJoin('users', 'users.id', 'group_members.user_id')
          .where('group_members.user_id', 'in', ids)
          .select(USER_COLUMNS)
          .select(['group_members.starts_at', 'group_members.ends_at', 'group_members.created_at'])
          .orderBy('users.username_folded')
          .execute()
        return rows.map((row) => ({
          user: toUser(row),
          startsAt: row.starts_at,
          endsAt: row.ends_at,
          addedAt: row.created_at,
        }))
      })
      const total = await counted(
        (search === '' ? inGroup : found).select(({ fn }) => fn.countAll<number>().as('count')),
      )
      return { items, total }
    },
    countOf: (organizationId) =>
      counted(groupsOf(organizationId).select(({ fn }) => fn.countAll<number>().as('count'))),
    countOfPerson: (organizationId, userId) =>
      counted(
        db
          .selectFrom('group_members')
          .where('organization_id', '=', organizationId)
          .where('user_id', '=', userId)
          .select(({ fn }) => fn.countAll<number>().as('count')),
      ),
  }
}

export const groupChanges = (tx: Database, losses: Losses): GroupChanges => ({
  ...groupReads(tx),
  insert: async (organizationId, group) => {
    await tx
      .insertInto('groups')
      .values({
        id: group.id,
        organization_id: organizationId,
        ...described(group),
        created_at: group.createdAt,
      })
      .execute()
  },
  // A write that changes nothing: SELECT … FOR UPDATE is not in every engine.
  lock: async (organizationId, id) => {
    const { numUpdatedRows } = await tx
      .updateTable('groups')
      .set({ id })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  describe: async (organizationId, group) => {
    const { numUpdatedRows } = await tx
      .updateTable('groups')
      .set(described(group))
      .where('organization_id', '=', organizationId)
      .where('id', '=', group.id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  remove: async (organizationId, id) => {
    await membersLose(tx, organizationId, id, losses)
    const { numDeletedRows } = await tx
      .deleteFrom('groups')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },
  putMember: async (organizationId, id, { userId, startsAt, endsAt, createdAt }) => {
    const period = { starts_at: startsAt, ends_at: endsAt, created_at: createdAt }
    const before = await tx
      .selectFrom('group_members')
      .select('user_id')
      .where('group_id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (before) losses.rightsLost({ organizationId, userId })
    await tx
      .insertInto('group_members')
      .values({ organization_id: organizationId, group_id: id, user_id: userId, ...period })
      .onConflict((conflict) => conflict.columns(['group_id', 'user_id']).doUpdateSet(period))
      .execute()
  },
  removeMember: async (organizationId, id, userId) => {
    const { numDeletedRows } = await tx
      .deleteFrom('group_members')
      .where('organization_id', '=', organizationId)
      .where('group_id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    losses.rightsLost({ organizationId, userId })
    return numDeletedRows === 1n
  },
  putRole: async (organizationId, id, role) => {
    const before = await rolesOf(tx, organizationId, id, role).executeTakeFirst()
    if (before.numDeletedRows > 0n) await membersLose(tx, organizationId, id, losses)
    await tx
      .insertInto('group_roles')
      .values({ organization_id: organizationId, group_id: id, ...toAssignedColumns(role) })
      .execute()
  },
  removeRole: async (organizationId, id, role) => {
    const { numDeletedRows } = await rolesOf(tx, organizationId, id, role).executeTakeFirst()
    await membersLose(tx, organizationId, id, losses)
    return numDeletedRows === 1n
  },
})

const rolesOf = (
  tx: Database,
  organizationId: string,
  id: string,
  { serviceId, name, resource }: Pick<Assigned, 'serviceId' | 'name' | 'resource'>,
) =>
  tx
    .deleteFrom('group_roles')
    .where('organization_id', '=', organizationId)
    .where('group_id', '=', id)
    .where('service_id', 'is not distinct from', serviceId)
    .where('name', '=', name)
    .where('resource', 'is not distinct from', resource)

/** Of a large group the whole organization is told, in one word: everybody fetches an access token anew. */
const TOLD_ONE_BY_ONE = 200

async function membersLose(tx: Database, organizationId: string, id: string, losses: Losses): Promise<void> {
  const members = await tx
    .selectFrom('group_members')
    .select('user_id')
    .where('organization_id', '=', organizationId)
    .where('group_id', '=', id)
    .limit(TOLD_ONE_BY_ONE + 1)
    .execute()
  if (members.length > TOLD_ONE_BY_ONE) return losses.rightsLost({ organizationId })
  for (const { user_id: userId } of members) losses.rightsLost({ organizationId, userId })
}
