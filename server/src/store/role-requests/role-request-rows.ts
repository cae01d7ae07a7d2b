/** Requests for roles as rows. Whether one has expired or is over follows from the clock and is not written. */
import { sql, type RawBuilder, type Selection, type SqlBool } from 'kysely'
import type { Lifetime } from '../../domain/api-tokens/lifetime.ts'
import type { GivableRoles } from '../../domain/assigning.ts'
import type { Instant } from '../../domain/instant.ts'
import type {
  ListedRoleRequest,
  RoleRequest,
  RoleRequestState,
} from '../../domain/role-requests/role-request.ts'
import type { Database } from '../engine.ts'
import { boundedPage } from '../page.ts'
import { toAssignedColumns } from '../roles/role-rows.ts'
import type { Schema } from '../schema.ts'
import type { RoleRequestChanges, RoleRequestReads, WhoseRequests } from './role-requests-store.ts'

const COLUMNS = [
  'role_requests.id',
  'role_requests.organization_id',
  'role_requests.user_id',
  'role_requests.service_id',
  'role_requests.name',
  'role_requests.resource',
  'role_requests.reason',
  'role_requests.lifetime',
  'role_requests.created_at',
  'role_requests.waits_until',
  'role_requests.decision',
  'role_requests.decided_at',
  'role_requests.decided_by',
  'role_requests.decision_reason',
  'role_requests.granted_until',
  'role_requests.ended_at',
  'role_requests.ended_by',
] as const

const toRoleRequest = (row: Selection<Schema, 'role_requests', (typeof COLUMNS)[number]>): RoleRequest => ({
  id: row.id,
  organizationId: row.organization_id,
  userId: row.user_id,
  role: { serviceId: row.service_id, name: row.name, resource: row.resource },
  reason: row.reason,
  lifetime: row.lifetime === null ? null : (JSON.parse(row.lifetime) as Lifetime),
  createdAt: row.created_at,
  waitsUntil: row.waits_until,
  decision: row.decision,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
  decisionReason: row.decision_reason,
  grantedUntil: row.granted_until,
  endedAt: row.ended_at,
  endedBy: row.ended_by,
})

/** An assignment that somebody changed since was made anew, and is not what the request gave any more. */
const IS_ASSIGNED = sql<SqlBool>`exists (
  select 1 from role_assignments
  where role_assignments.organization_id = role_requests.organization_id
    and role_assignments.user_id = role_requests.user_id
    and role_assignments.service_id is not distinct from role_requests.service_id
    and role_assignments.name = role_requests.name
    and role_assignments.resource is not distinct from role_requests.resource
    and role_assignments.created_at = role_requests.decided_at
    and role_assignments.ends_at is not distinct from role_requests.granted_until)`

const isGranted = (now: Instant) => sql<SqlBool>`
  (role_requests.granted_until is null or role_requests.granted_until > ${now}) and ${IS_ASSIGNED}`

function isInState(state: RoleRequestState, now: Instant): RawBuilder<SqlBool> {
  if (state === 'waiting') return sql`role_requests.decision is null and role_requests.waits_until > ${now}`
  if (state === 'expired') return sql`role_requests.decision is null and role_requests.waits_until <= ${now}`
  if (state === 'granted') return sql`role_requests.decision = 'granted' and ${isGranted(now)}`
  if (state === 'ended') return sql`role_requests.decision = 'granted' and not (${isGranted(now)})`
  return sql`role_requests.decision = ${state}`
}

/** Which these are is `givableBy`. Owners are touched by owners alone. */
function isGivable(givable: GivableRoles): RawBuilder<SqlBool> {
  if (givable.everything) return sql`1 = 1`
  const roles = givable.roles.map(
    ({ serviceId, name, resource }) => sql`(role_requests.name = ${name}
      and ${serviceId === null ? sql`role_requests.service_id is null` : sql`role_requests.service_id = ${serviceId}`}
      and ${resource === null ? sql`1 = 1` : sql`role_requests.resource = ${resource}`})`,
  )
  if (roles.length === 0) return sql`1 = 0`
  return sql`(${sql.join(roles, sql` or `)}) and not exists (
    select 1 from role_assignments
    where role_assignments.organization_id = role_requests.organization_id
      and role_assignments.user_id = role_requests.user_id
      and role_assignments.service_id is null
      and role_assignments.name in ('org_owner', 'platform_operator'))`
}

const isOf = (whose: WhoseRequests): RawBuilder<SqlBool> =>
  'askedBy' in whose
    ? sql`role_requests.user_id = ${whose.askedBy}`
    : sql`role_requests.user_id <> ${whose.notAskedBy} and ${isGivable(whose.givable)}`

export const roleRequestReads = (db: Database): RoleRequestReads => {
  const listed = () =>
    db
      .selectFrom('role_requests')
      .innerJoin('memberships', (join) =>
        join
          .onRef('memberships.organization_id', '=', 'role_requests.organization_id')
          .onRef('memberships.user_id', '=', 'role_requests.user_id'),
      )
      .innerJoin('users as askers', 'askers.id', 'role_requests.user_id')
      .leftJoin('users as deciders', 'deciders.id', 'role_requests.decided_by')
      .leftJoin('users as enders', 'enders.id', 'role_requests.ended_by')
      .leftJoin('services', 'services.id', 'role_requests.service_id')
      .leftJoin('service_roles', (join) =>
        join
          .onRef('service_roles.service_id', '=', 'role_requests.service_id')
          .onRef('service_roles.name', '=', 'role_requests.name'),
      )
      .leftJoin('custom_roles', (join) =>
        join
          .onRef('custom_roles.organization_id', '=', 'role_requests.organization_id')
          .onRef('custom_roles.name', '=', 'role_requests.custom_role'),
      )
      .select(COLUMNS)
      .select([
        'askers.username as asker_username',
        'askers.first_name as asker_first_name',
        'askers.last_name as asker_last_name',
        'askers.email as asker_email',
        'askers.deactivated_at as asker_deactivated_at',
        'memberships.disabled_at as asker_disabled_at',
        'deciders.username as decider_username',
        'enders.username as ender_username',
        'services.display_name as service_name',
        sql<string | null>`coalesce(service_roles.display_name, custom_roles.display_name)`.as('role_name'),
        sql<number>`case when ${IS_ASSIGNED} then 1 else 0 end`.as('is_assigned'),
      ])
  type Row = Awaited<ReturnType<ReturnType<typeof listed>['executeTakeFirstOrThrow']>>
  const toListed = (row: Row): ListedRoleRequest => ({
    request: toRoleRequest(row),
    asker: {
      id: row.user_id,
      username: row.asker_username,
      firstName: row.asker_first_name,
      lastName: row.asker_last_name,
      email: row.asker_email,
    },
    isAskerActive: row.asker_deactivated_at === null && row.asker_disabled_at === null,
    decider: row.decider_username,
    ender: row.ender_username,
    serviceName: row.service_name,
    roleName: row.role_name,
    isAssigned: row.is_assigned === 1,
  })
  return {
    list: async (organizationId, whose, state, page, now) => {
      const found = sql<SqlBool>`${isOf(whose)} and ${state === null ? sql`1 = 1` : isInState(state, now)}`
      const items = await boundedPage(page, async ({ offset, limit }) => {
        const rows = await listed()
          .where('role_requests.organization_id', '=', organizationId)
          .where(found)
          .orderBy('role_requests.created_at', 'desc')
          .orderBy('role_requests.id')
          .offset(offset)
          .limit(limit)
          .execute()
        return rows.map(toListed)
      })
      const { total } = await db
        .selectFrom('role_requests')
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .where('role_requests.organization_id', '=', organizationId)
        .where(found)
        .executeTakeFirstOrThrow()
      return { items, total: Number(total) }
    },
    find: async (organizationId, id) => {
      const row = await listed()
        .where('role_requests.organization_id', '=', organizationId)
        .where('role_requests.id', '=', id)
        .executeTakeFirst()
      return row && toListed(row)
    },
    waitingOf: async (organizationId, userId, now) => {
      const rows = await db
        .selectFrom('role_requests')
        .select(COLUMNS)
        .where('role_requests.organization_id', '=', organizationId)
        .where('role_requests.user_id', '=', userId)
        .where(isInState('waiting', now))
        .execute()
      return rows.map(toRoleRequest)
    },
    countSince: async (organizationId, userId, since) => {
      const { count } = await db
        .selectFrom('role_requests')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', userId)
        .where('created_at', '>', since)
        .executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}

export const roleRequestChanges = (tx: Database): RoleRequestChanges => ({
  ...roleRequestReads(tx),
  insert: async ({ id, organizationId, userId, role, reason, lifetime, createdAt, waitsUntil }) => {
    const { service_id, custom_role, name, resource } = toAssignedColumns({
      ...{ ...role, startsAt: null, endsAt: null, createdAt },
    })
    await tx
      .insertInto('role_requests')
      .values({
        ...{ id, organization_id: organizationId, user_id: userId },
        ...{ service_id, custom_role, name, resource, reason },
        lifetime: lifetime === null ? null : JSON.stringify(lifetime),
        ...{ created_at: createdAt, waits_until: waitsUntil },
        ...{ decided_at: null, decided_by: null, decision: null, decision_reason: null },
        ...{ granted_until: null, ended_at: null, ended_by: null },
      })
      .execute()
  },
  decide: async (organizationId, id, { decision, at, by, reason, grantedUntil }) => {
    const { numUpdatedRows } = await tx
      .updateTable('role_requests')
      .set({
        ...{ decision, decided_at: at, decided_by: by },
        ...{ decision_reason: reason, granted_until: grantedUntil },
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('decision', 'is', null)
      .where('waits_until', '>', at)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  withdrawAll: async (organizationId, userId, by, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('role_requests')
      .set({ decision: 'withdrawn', decided_at: at, decided_by: by })
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .where('decision', 'is', null)
      .where('waits_until', '>', at)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  },
  end: async (organizationId, id, by, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('role_requests')
      .set({ ended_at: at, ended_by: by })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('decision', '=', 'granted')
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  purge: async (before, limit) => {
    const oldest = tx
      .selectFrom('role_requests')
      .select('id')
      .where('created_at', '<=', before)
      .where(hasBeenOverSince(before))
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
    const { numDeletedRows } = await tx
      .deleteFrom('role_requests')
      .where('id', 'in', oldest)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})

/** Of what others changed since nobody knows when that was: it is over since it was decided. */
const hasBeenOverSince = (before: Instant) => sql<SqlBool>`(
  case
    when role_requests.decision is null then role_requests.waits_until <= ${before}
    when role_requests.decision <> 'granted' then role_requests.decided_at <= ${before}
    else role_requests.granted_until <= ${before}
      or (coalesce(role_requests.ended_at, role_requests.decided_at) <= ${before} and not ${IS_ASSIGNED})
  end)`
