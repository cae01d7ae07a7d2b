/** Password resets as rows; those that were used stay, to say so. */
import type { Database } from '../engine.ts'
import { toUser, USER_COLUMNS } from '../people/user-rows.ts'
import type { PasswordResetChanges, PasswordResetReads } from './password-resets-store.ts'

export const passwordResetReads = (db: Database): PasswordResetReads => ({
  find: async (id) => {
    const row = await db
      .selectFrom('password_resets')
      .innerJoin('users', 'users.id', 'password_resets.user_id')
      .select([
        'password_resets.id as reset_id',
        'password_resets.link_hash',
        'password_resets.requested_by',
        'password_resets.created_at as reset_created_at',
        'password_resets.expires_at',
        'password_resets.used_at',
      ])
      .select(USER_COLUMNS)
      .where('password_resets.id', '=', id)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const reset = {
      id: row.reset_id,
      userId: row.user_id,
      requestedBy: row.requested_by,
      createdAt: row.reset_created_at,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }
    return { reset, linkHash: row.link_hash, user: toUser(row) }
  },
  countMemberships: async (userId) => {
    const { memberships } = await db
      .selectFrom('memberships')
      .select(({ fn }) => fn.countAll<number>().as('memberships'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return memberships
  },
})

export const passwordResetChanges = (tx: Database): PasswordResetChanges => ({
  ...passwordResetReads(tx),
  insert: async ({ id, userId, requestedBy, createdAt, expiresAt, usedAt }, linkHash) => {
    await tx
      .deleteFrom('password_resets')
      .where('user_id', '=', userId)
      .where('used_at', 'is', null)
      .execute()
    await tx
      .insertInto('password_resets')
      .values({
        id,
        user_id: userId,
        link_hash: linkHash,
        requested_by: requestedBy,
        created_at: createdAt,
        expires_at: expiresAt,
        used_at: usedAt,
      })
      .execute()
  },
  use: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('password_resets')
      .set({ used_at: at })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  purge: async (before, limit) => {
    const oldest = tx
      .selectFrom('password_resets')
      .select('id')
      .where('expires_at', '<=', before)
      .orderBy('expires_at')
      .limit(limit)
    const { numDeletedRows } = await tx
      .deleteFrom('password_resets')
      .where('id', 'in', oldest)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})
