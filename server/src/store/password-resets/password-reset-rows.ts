/** Password resets as rows; those that were used stay, to say so. */
import type { Database } from '../engine.ts'
import { toUser, USER_COLUMNS } from '../people/user-rows.ts'
import type { PasswordReset, PasswordResetChanges, PasswordResetReads } from './password-resets-store.ts'

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
  insert: async (reset, linkHash) => {
    await deleteOpen(tx, reset.userId)
    await insert(tx, reset, linkHash)
  },
  insertBeside: (reset, linkHash) => insert(tx, reset, linkHash),
  keepAsk: async ({ id, sealed, askedAt }, most) => {
    const { waiting } = await tx
      .selectFrom('password_reset_asks')
      .select(({ fn }) => fn.countAll<number>().as('waiting'))
      .executeTakeFirstOrThrow()
    if (Number(waiting) >= most) return false
    await tx.insertInto('password_reset_asks').values({ id, sealed, asked_at: askedAt }).execute()
    return true
  },
  takeAsks: async (limit) => {
    const rows = await tx
      .deleteFrom('password_reset_asks')
      .where('id', 'in', (oldest) =>
        oldest.selectFrom('password_reset_asks').select('id').orderBy('asked_at').orderBy('id').limit(limit),
      )
      .returningAll()
      .execute()
    return rows.map(({ id, sealed, asked_at }) => ({ id, sealed, askedAt: asked_at }))
  },
  use: async (id, at) => {
    const used = await tx
      .updateTable('password_resets')
      .set({ used_at: at })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .returning('user_id')
      .executeTakeFirst()
    if (used) await deleteOpen(tx, used.user_id)
    return used !== undefined
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

async function deleteOpen(tx: Database, userId: string): Promise<void> {
  await tx.deleteFrom('password_resets').where('user_id', '=', userId).where('used_at', 'is', null).execute()
}

async function insert(tx: Database, reset: PasswordReset, linkHash: Uint8Array): Promise<void> {
  await tx
    .insertInto('password_resets')
    .values({
      id: reset.id,
      user_id: reset.userId,
      link_hash: linkHash,
      requested_by: reset.requestedBy,
      created_at: reset.createdAt,
      expires_at: reset.expiresAt,
      used_at: reset.usedAt,
    })
    .execute()
}
