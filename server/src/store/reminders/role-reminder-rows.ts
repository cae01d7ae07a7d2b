/** Reminders of roles that were given to a person and end. A row is written when one was sent, for that end: another end is told of anew. */
import { sql, type SqlBool } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { DueRoles, DueRow, EndingRole, RemindedRole, RoleKey } from './reminders-store.ts'

const OPEN = sql<SqlBool>`users.deactivated_at is null and users.reminders_off_at is null
  and memberships.disabled_at is null and organizations.suspended_at is null`

const ending = (db: Database, { now, until }: Pick<DueRoles, 'now' | 'until'>) =>
  db
    .selectFrom('role_assignments')
    .innerJoin('users', 'users.id', 'role_assignments.user_id')
    .innerJoin('organizations', 'organizations.id', 'role_assignments.organization_id')
    .innerJoin('memberships', (join) =>
      join
        .onRef('memberships.organization_id', '=', 'role_assignments.organization_id')
        .onRef('memberships.user_id', '=', 'role_assignments.user_id'),
    )
    .where('role_assignments.ends_at', '>', now)
    .where('role_assignments.ends_at', '<=', until)

/** A row for each person, organization and end, in the order of an index: all that end at one moment may be thousands. */
export async function endingRoles(
  db: Database,
  due: DueRoles,
  after: RoleKey | undefined,
  limit: number,
): Promise<DueRow<RoleKey>[]> {
  const rows = await ending(db, due)
    .select(OF_KEY)
    .select(sql<number>`max(case when ${OPEN} and not ${isTold(due)} then 1 else 0 end)`.as('is_open'))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(role_assignments.ends_at, role_assignments.organization_id, role_assignments.user_id)
          > (${after!.endsAt}, ${after!.organizationId}, ${after!.userId})`,
      ),
    )
    .groupBy(OF_KEY)
    .orderBy('role_assignments.ends_at')
    .orderBy('role_assignments.organization_id')
    .orderBy('role_assignments.user_id')
    .limit(limit)
    .execute()
  return rows.map(({ ends_at, organization_id, user_id, is_open }) => ({
    key: { endsAt: ends_at!, organizationId: organization_id, userId: user_id },
    userId: user_id,
    isOpen: is_open === 1,
  }))
}

const OF_KEY = [
  'role_assignments.ends_at',
  'role_assignments.organization_id',
  'role_assignments.user_id',
] as const

/** Nothing is to be said of it until the last reminder is due, or ever again. */
const isTold = ({ lastUntil, lastDays }: DueRoles) => sql<SqlBool>`exists (
  select 1 from role_reminders
  where role_reminders.organization_id = role_assignments.organization_id
    and role_reminders.user_id = role_assignments.user_id
    and role_reminders.service_id = coalesce(role_assignments.service_id, '')
    and role_reminders.name = role_assignments.name
    and role_reminders.resource = coalesce(role_assignments.resource, '')
    and role_reminders.ends_at = role_assignments.ends_at
    and (role_reminders.days <= ${lastDays} or role_assignments.ends_at > ${lastUntil}))`

export async function rolesOf(
  db: Database,
  userId: string,
  due: Pick<DueRoles, 'now' | 'until'>,
  limit: number,
): Promise<EndingRole[]> {
  const rows = await ending(db, due)
    .where('role_assignments.user_id', '=', userId)
    .where(OPEN)
    .select([
      'role_assignments.organization_id',
      'role_assignments.user_id',
      'role_assignments.service_id',
      'role_assignments.name',
      'role_assignments.resource',
      'role_assignments.ends_at',
      'organizations.display_name as organization',
      'role_assignments.starts_at',
      'role_assignments.created_at',
    ])
    .select((query) =>
      query
        .selectFrom('role_reminders')
        .select(({ fn }) => fn.min<number>('role_reminders.days').as('days'))
        .whereRef('role_reminders.organization_id', '=', 'role_assignments.organization_id')
        .whereRef('role_reminders.user_id', '=', 'role_assignments.user_id')
        .where('role_reminders.service_id', '=', sql<string>`coalesce(role_assignments.service_id, '')`)
        .whereRef('role_reminders.name', '=', 'role_assignments.name')
        .where('role_reminders.resource', '=', sql<string>`coalesce(role_assignments.resource, '')`)
        .whereRef('role_reminders.ends_at', '=', 'role_assignments.ends_at')
        .as('reminded_days'),
    )
    .orderBy('role_assignments.ends_at')
    .orderBy('role_assignments.name')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    endsAt: row.ends_at!,
    organizationId: row.organization_id,
    userId: row.user_id,
    serviceId: row.service_id,
    name: row.name,
    resource: row.resource,
    organization: row.organization,
    begunAt: row.starts_at ?? row.created_at,
    remindedDays: row.reminded_days,
  }))
}

export async function rolesReminded(
  tx: Database,
  roles: readonly RemindedRole[],
  at: Instant,
): Promise<void> {
  await tx
    .insertInto('role_reminders')
    .values(
      roles.map((role) => ({
        organization_id: role.organizationId,
        user_id: role.userId,
        service_id: role.serviceId ?? '',
        name: role.name,
        resource: role.resource ?? '',
        ends_at: role.endsAt,
        days: role.days,
        sent_at: at,
      })),
    )
    .execute()
}
