/** Reminders as rows. A person's own row says whether they want any, and that today's mail was written: of two at once, by one. */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import { apiTokensOf, apiTokensReminded, dueApiTokens } from './api-token-reminder-rows.ts'
import type { ReminderChanges, ReminderReads } from './reminders-store.ts'
import { endingRoles, rolesOf, rolesReminded } from './role-reminder-rows.ts'

const REMINDED_AT = { api_tokens: 'reminded_of_tokens_at', roles: 'reminded_of_roles_at' } as const

export const reminderReads = (db: Database): ReminderReads => ({
  dueApiTokens: (now, after, limit) => dueApiTokens(db, now, after, limit),
  endingRoles: (due, after, limit) => endingRoles(db, due, after, limit),
  offSince: async (userId) => {
    const row = await db
      .selectFrom('users')
      .select('reminders_off_at')
      .where('id', '=', userId)
      .executeTakeFirst()
    return row?.reminders_off_at ?? null
  },
})

export const reminderChanges = (tx: Database): ReminderChanges => ({
  ...reminderReads(tx),
  claimDay: async (userId, what, { at, startedAt }) => {
    const column = REMINDED_AT[what]
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ [column]: at })
      .where('id', '=', userId)
      .where((where) => where.or([where(column, 'is', null), where(column, '<', startedAt)]))
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  apiTokensOf: (userId, due, limit) => apiTokensOf(tx, userId, due, limit),
  apiTokensReminded: (userId, due) => apiTokensReminded(tx, userId, due),
  rolesOf: (userId, due, limit) => rolesOf(tx, userId, due, limit),
  rolesReminded: (roles, at) => rolesReminded(tx, roles, at),
  setOff: async (userId, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ reminders_off_at: at })
      .where('id', '=', userId)
      .where('reminders_off_at', at === null ? 'is not' : 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  purge: async (now, limit) => {
    const over = await tx
      .deleteFrom('role_reminders')
      .where('ends_at', '<=', now)
      .where(
        sql<boolean>`(organization_id, user_id, service_id, name, resource, ends_at, days) in (
          select organization_id, user_id, service_id, name, resource, ends_at, days from role_reminders
          where ends_at <= ${now} order by ends_at limit ${limit})`,
      )
      .executeTakeFirst()
    // Of tokens that were not to be told of while there was time; the others go with their token.
    const missed = await tx
      .deleteFrom('api_token_reminders')
      .where('sent_at', 'is', null)
      .where('api_token_id', 'in', (query) =>
        query
          .selectFrom('api_token_reminders as due')
          .innerJoin('api_tokens', 'api_tokens.id', 'due.api_token_id')
          .select('due.api_token_id')
          .where('due.sent_at', 'is', null)
          .where('due.due_at', '<=', now)
          .where((where) =>
            where.or([
              where('api_tokens.expires_at', '<=', now),
              where('api_tokens.revoked_at', 'is not', null),
            ]),
          )
          .limit(limit),
      )
      .executeTakeFirst()
    return Number(over.numDeletedRows) + Number(missed.numDeletedRows)
  },
})
