/**
 * The people of one organization. First which of them, in their order, then what there is to say of those on the page:
 * roles and API tokens are never read for people whom nobody sees.
 */
import { sql, type SqlBool } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { Person } from '../../domain/person.ts'
import type { Database } from '../engine.ts'
import { toGroups, toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import type { Losses } from '../losses.ts'
import { boundedPage } from '../page.ts'
import type { Asked, DirectoryChanges, DirectoryReads } from './directory-store.ts'
import { isFoundBy } from './member-search.ts'
import { toUser, USER_COLUMNS } from './user-rows.ts'

const isNow = (table: string, now: Instant) => sql<SqlBool>`
  (${sql.ref(`${table}.starts_at`)} is null or ${sql.ref(`${table}.starts_at`)} <= ${now})
  and (${sql.ref(`${table}.ends_at`)} is null or ${sql.ref(`${table}.ends_at`)} > ${now})`

/** Begun from the role, of which there are few holders or many, but never more than members. */
const holds = (organizationId: string, role: string, now: Instant) => sql<SqlBool>`memberships.user_id in (
  select role_assignments.user_id from role_assignments
  where role_assignments.organization_id = ${organizationId} and role_assignments.name = ${role}
    and ${isNow('role_assignments', now)}
  union
  select group_members.user_id from group_roles
  join group_members on group_members.group_id = group_roles.group_id
  where group_roles.organization_id = ${organizationId} and group_roles.name = ${role}
    and ${isNow('group_roles', now)} and ${isNow('group_members', now)}
)`

const isLive = (now: Instant) => sql<SqlBool>`
  api_tokens.revoked_at is null and api_tokens.deactivated_at is null
  and (api_tokens.expires_at is null or api_tokens.expires_at > ${now})`

export const directoryReads = (db: Database, heldRoles: HeldRolesJson): DirectoryReads => {
  const membersOf = (organizationId: string) =>
    db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .where('memberships.organization_id', '=', organizationId)
  const among = (organizationId: string, { search, role, state }: Asked, now: Instant) =>
    membersOf(organizationId)
      .$if(search !== '', (members) => members.where(isFoundBy(search) as never))
      .$if(role !== null, (members) => members.where(holds(organizationId, role!, now)))
      .$if(state !== null, (members) =>
        members.where('memberships.disabled_at', state === 'active' ? 'is' : 'is not', null),
      )
  const described = async (
    organizationId: string,
    userIds: readonly string[],
    now: Instant,
  ): Promise<Person[]> => {
    if (userIds.length === 0) return []
    const rows = await membersOf(organizationId)
      .where('memberships.user_id', 'in', userIds)
      .select(USER_COLUMNS)
      .select([
        'memberships.created_at as joined_at',
        'memberships.disabled_at',
        'users.last_signed_in_at',
        heldRoles.as('roles'),
        sql<number>`(select count(*) from api_tokens
          where api_tokens.organization_id = memberships.organization_id
            and api_tokens.user_id = memberships.user_id and ${isLive(now)})`.as('api_tokens'),
      ])
      .execute()
    const byId = new Map(rows.map((row) => [row.user_id, row]))
    return userIds.flatMap((id) => {
      const row = byId.get(id)
      if (row === undefined) return []
      return [
        {
          user: toUser(row),
          joinedAt: row.joined_at,
          disabledAt: row.disabled_at,
          lastSignedInAt: row.last_signed_in_at,
          apiTokens: Number(row.api_tokens),
          roles: toHeldRoles(row.roles),
          groups: toGroups(row.roles),
        },
      ]
    })
  }
  const countOf = async (found: ReturnType<typeof among>): Promise<number> => {
    const { total } = await found
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return total
  }
  const live = (organizationId: string, userId: string, now: Instant) =>
    db
      .selectFrom('api_tokens')
      .where('api_tokens.organization_id', '=', organizationId)
      .where('api_tokens.user_id', '=', userId)
      .where(isLive(now))

  return {
    list: async (organizationId, asked, { offset, limit }, now) => {
      const found = among(organizationId, asked, now)
      const ids = await found
        .select(['memberships.user_id', sql<number>`count(*) over ()`.as('total')])
        .$if(asked.sort === 'lastSignedIn', (members) =>
          members.orderBy(sql`coalesce(users.last_signed_in_at, 0)`, 'desc'),
        )
        .orderBy('users.username_folded')
        .offset(offset)
        .limit(limit)
        .execute()
      const items = await boundedPage({ offset: 0, limit: ids.length }, (part) =>
        described(
          organizationId,
          ids.slice(part.offset, part.offset + part.limit).map(({ user_id }) => user_id),
          now,
        ),
      )
      // Searched once: whoever asks for what is beyond the end is told the total by itself.
      const total = ids[0]?.total ?? (await countOf(found))
      return { items, total: Number(total) }
    },
    find: async (organizationId, userId, now) => {
      const [person] = await described(organizationId, [userId], now)
      return person
    },
    liveApiTokens: async (organizationId, userId, { offset, limit }, now) => {
      const rows = await live(organizationId, userId, now)
        .select(['id', 'name', 'last_used_at', 'expires_at'])
        .orderBy(sql`coalesce(last_used_at, 0)`, 'desc')
        .orderBy('id')
        .offset(offset)
        .limit(limit)
        .execute()
      const { total } = await live(organizationId, userId, now)
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const items = rows.map(({ id, name, last_used_at, expires_at }) => ({
        id,
        name,
        lastUsedAt: last_used_at,
        expiresAt: expires_at,
      }))
      return { items, total: Number(total) }
    },
  }
}

export const directoryChanges = (
  tx: Database,
  heldRoles: HeldRolesJson,
  losses: Losses,
): DirectoryChanges => ({
  ...directoryReads(tx, heldRoles),
  disable: async (organizationId, userId, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('memberships')
      .set({ disabled_at: at })
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .where('disabled_at', 'is', null)
      .executeTakeFirst()
    losses.rightsLost({ organizationId, userId }, 'disabled')
    return numUpdatedRows === 1n
  },
  enable: async (organizationId, userId) => {
    const { numUpdatedRows } = await tx
      .updateTable('memberships')
      .set({ disabled_at: null })
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .where('disabled_at', 'is not', null)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) losses.happened('enabled', { organizationId, userId })
    return numUpdatedRows === 1n
  },
})
