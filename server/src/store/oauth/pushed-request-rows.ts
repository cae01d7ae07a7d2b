/** Requests that apps sent ahead, as rows. */
import type { PushedRequest } from '../../domain/oauth/pushed-request.ts'
import type { Database } from '../engine.ts'
import type { PushedRequestChanges, PushedRequestReads } from './pushed-requests-store.ts'
import { deleteEnded } from './purge-grants.ts'

export const pushedRequestReads = (db: Database): PushedRequestReads => ({
  find: async (id) => {
    const row = await db
      .selectFrom('oauth_pushed_requests')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return (
      row && {
        ...{ id: row.id, hash: row.hash, appId: row.app_id },
        parameters: JSON.parse(row.parameters) as PushedRequest['parameters'],
        ...{ createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at },
      }
    )
  },
  countWaiting: async (appId, now) => {
    const { total } = await db
      .selectFrom('oauth_pushed_requests')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('app_id', '=', appId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirstOrThrow()
    return total
  },
})

export const pushedRequestChanges = (tx: Database): PushedRequestChanges => ({
  ...pushedRequestReads(tx),
  insert: async ({ id, hash, appId, parameters, createdAt, expiresAt, usedAt }) => {
    await tx
      .insertInto('oauth_pushed_requests')
      .values({
        ...{ id, hash, app_id: appId, parameters: JSON.stringify(parameters) },
        ...{ created_at: createdAt, expires_at: expiresAt, used_at: usedAt },
      })
      .execute()
  },
  use: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_pushed_requests')
      .set({ used_at: at })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  purge: (before, limit) => deleteEnded(tx, 'oauth_pushed_requests', before, limit),
})
