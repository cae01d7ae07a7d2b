/** Reminders of roles that were given to a person and end. A row is written when one was sent, for that end: another end is told of anew. */
import { sql, type SqlBool } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { DueRow, EndingRole, RoleKey } from './reminders-store.ts'

const KEY = sql`(role_assignments.ends_at, role_assignments.organization_id, role_assignments.user_id,
  coalesce(role_assignments.service_id, ''), role_assignments.name, coalesce(role_assignments.resource, ''))`
const OPEN = sql<SqlBool>`users.deactivated_at is null and users.reminders_off_at is null
  and memberships.disabled_at is null and organizations.suspended_at is null`

const ending = (db: Database, now: Instant, until: Instant) =>
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
    .select([
      'role_assignments.organization_id',
      'role_assignments.user_id',
      'role_assignments.service_id',
      'role_assignments.name',
      'role_assignments.resource',
      'role_assignments.ends_at',
    ])

const toKey = (row: {
  readonly organization_id: string
  readonly user_id: string
  readonly service_id: string | null
  readonly name: string
  readonly resource: string | null
  readonly ends_at: Instant | null
}): RoleKey => ({
  endsAt: row.ends_at!,
  organizationId: row.organization_id,
  userId: row.user_id,
  serviceId: row.service_id,
  name: row.name,
  resource: row.resource,
})

export async function endingRoles(
  db: Database,
  now: Instant,
  until: Instant,
  after: RoleKey | undefined,
  limit: number,
): Promise<DueRow<RoleKey>[]> {
  const rows = await ending(db, now, until)
    .select(sql<number>`case when ${OPEN} then 1 else 0 end`.as('is_open'))
    .$if(after !== undefined, (query) => {
      const { endsAt, organizationId, userId, serviceId, name, resource } = after!
      const key = sql`(${endsAt}, ${organizationId}, ${userId}, ${serviceId ?? ''}, ${name}, ${resource ?? ''})`
      return query.where(sql<SqlBool>`${KEY} > ${key}`)
    })
    .orderBy('role_assignments.ends_at')
    .orderBy('role_assignments.organization_id')
    .orderBy('role_assignments.user_id')
    .orderBy(sql`coalesce(role_assignments.service_id, '')`)
    .orderBy('role_assignments.name')
    .orderBy(sql`coalesce(role_assignments.resource, '')`)
    .limit(limit)
    .execute()
  return rows.map((row) => ({ key: toKey(row), userId: row.user_id, isOpen: row.is_open === 1 }))
}

export async function rolesOf(
  db: Database,
  userId: string,
  { now, until }: { now: Instant; until: Instant },
  limit: number,
): Promise<EndingRole[]> {
  const rows = await ending(db, now, until)
    .where('role_assignments.user_id', '=', userId)
    .where(OPEN)
    .select([
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
    ...toKey(row),
    organization: row.organization,
    begunAt: row.starts_at ?? row.created_at,
    remindedDays: row.reminded_days,
  }))
}

export async function rolesReminded(
  tx: Database,
  roles: readonly (RoleKey & { readonly days: number })[],
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
