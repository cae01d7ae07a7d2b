/**
 * Reminders of API tokens, a row for each threshold, made when its end is known. They are put off for whoever is not to
 * hear of them now, never dropped: what comes back is told of.
 */
import { sql, type SqlBool } from 'kysely'
import { remindersOfApiToken, type Reminder } from '../../domain/reminders/thresholds.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { ApiTokenKey, DueRow, EndingApiToken } from './reminders-store.ts'

type Remindable = {
  readonly id: string
  readonly reminder_days: number | null
  readonly created_at: Instant
  readonly regenerated_at: Instant | null
  readonly expires_at: Instant | null
}

export const putReminders = (tx: Database, token: Remindable): Promise<void> =>
  insert(tx, token.id, remindersOf(token))

/** The end is another one: what was told of the one before counts no more. */
export async function renewReminders(tx: Database, token: Remindable): Promise<void> {
  await tx.deleteFrom('api_token_reminders').where('api_token_id', '=', token.id).execute()
  await putReminders(tx, token)
}

/** The end stays: what was sent stays sent, and what would come earlier than that was told already. */
export async function changeReminders(tx: Database, token: Remindable): Promise<void> {
  await tx
    .deleteFrom('api_token_reminders')
    .where('api_token_id', '=', token.id)
    .where('sent_at', 'is', null)
    .execute()
  const { tightest } = await tx
    .selectFrom('api_token_reminders')
    .select(({ fn }) => fn.min<number | null>('days').as('tightest'))
    .where('api_token_id', '=', token.id)
    .executeTakeFirstOrThrow()
  const untold = remindersOf(token).filter(({ days }) => tightest === null || days < tightest)
  await insert(tx, token.id, untold)
}

const remindersOf = (token: Remindable): Reminder[] =>
  remindersOfApiToken(token.reminder_days, {
    begunAt: token.regenerated_at ?? token.created_at,
    endsAt: token.expires_at,
  })

async function insert(tx: Database, apiTokenId: string, reminders: readonly Reminder[]): Promise<void> {
  if (reminders.length === 0) return
  await tx
    .insertInto('api_token_reminders')
    .values(reminders.map(({ days, dueAt }) => ({ api_token_id: apiTokenId, days, due_at: dueAt })))
    .execute()
}

const OPEN = sql<SqlBool>`api_tokens.revoked_at is null and api_tokens.deactivated_at is null
  and users.deactivated_at is null and users.reminders_off_at is null
  and memberships.disabled_at is null and organizations.suspended_at is null`

const withOwners = (db: Database) =>
  db
    .selectFrom('api_token_reminders')
    .innerJoin('api_tokens', 'api_tokens.id', 'api_token_reminders.api_token_id')
    .innerJoin('users', 'users.id', 'api_tokens.user_id')
    .innerJoin('organizations', 'organizations.id', 'api_tokens.organization_id')
    .innerJoin('memberships', (join) =>
      join
        .onRef('memberships.organization_id', '=', 'api_tokens.organization_id')
        .onRef('memberships.user_id', '=', 'api_tokens.user_id'),
    )
    .where('api_token_reminders.sent_at', 'is', null)

export async function dueApiTokens(
  db: Database,
  now: Instant,
  after: ApiTokenKey | undefined,
  limit: number,
): Promise<DueRow<ApiTokenKey>[]> {
  const rows = await withOwners(db)
    .select(['api_token_reminders.due_at', 'api_token_reminders.api_token_id', 'api_token_reminders.days'])
    .select('api_tokens.user_id')
    .select(
      sql<number>`case when ${OPEN} and api_tokens.expires_at > ${sql.lit(now)} then 1 else 0 end`.as(
        'is_open',
      ),
    )
    .where('api_token_reminders.due_at', '<=', now)
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(api_token_reminders.due_at, api_token_reminders.api_token_id, api_token_reminders.days)
          > (${after!.dueAt}, ${after!.apiTokenId}, ${after!.days})`,
      ),
    )
    .orderBy('api_token_reminders.due_at')
    .orderBy('api_token_reminders.api_token_id')
    .orderBy('api_token_reminders.days')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    key: { dueAt: row.due_at, apiTokenId: row.api_token_id, days: row.days },
    userId: row.user_id,
    isOpen: row.is_open === 1,
  }))
}

type Due = { readonly now: Instant; readonly by: Instant }

const openOf = (db: Database, userId: string, { now, by }: Due) =>
  withOwners(db)
    .where('api_tokens.user_id', '=', userId)
    .where('api_token_reminders.due_at', '<=', by)
    .where('api_tokens.expires_at', '>', now)
    .where(OPEN)

export async function apiTokensOf(
  db: Database,
  userId: string,
  due: Due,
  limit: number,
): Promise<{ items: EndingApiToken[]; total: number }> {
  const rows = await openOf(db, userId, due)
    .select(['api_tokens.id', 'api_tokens.name', 'api_tokens.expires_at', 'api_tokens.organization_id'])
    .select('organizations.display_name as organization')
    .distinct()
    .orderBy('api_tokens.expires_at')
    .orderBy('api_tokens.id')
    .limit(limit)
    .execute()
  const { total } = await openOf(db, userId, due)
    .select(({ fn }) => fn.count<number>('api_tokens.id').distinct().as('total'))
    .executeTakeFirstOrThrow()
  const items = rows.map((row) => ({
    apiTokenId: row.id,
    name: row.name,
    organizationId: row.organization_id,
    organization: row.organization,
    expiresAt: row.expires_at!,
  }))
  return { items, total: Number(total) }
}

export async function apiTokensReminded(tx: Database, userId: string, due: Due): Promise<void> {
  await tx
    .updateTable('api_token_reminders')
    .set({ sent_at: due.now })
    .where('sent_at', 'is', null)
    .where('due_at', '<=', due.by)
    .where('api_token_id', 'in', openOf(tx, userId, due).select('api_tokens.id'))
    .execute()
}
