/** Deletes what has been over for long, oldest first and no more at a time than asked for, so that nobody waits for it. */
import { sql, type RawBuilder } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { Purged } from './api-tokens-store.ts'

export async function purge(tx: Database, before: Instant, limit: number): Promise<Purged> {
  const revoked = await deleteTokens(tx, 'revoked_at', before, limit)
  const expired = await deleteTokens(tx, 'expires_at', before, limit)
  return { apiTokens: revoked + expired, usageDays: await deleteUsage(tx, before, limit) }
}

/**
 * Values and usage go with their token: the foreign keys cascade. The condition stands there twice because a token that
 * is regenerated meanwhile must stay: what was selected is not looked at again, what is deleted is.
 */
async function deleteTokens(
  tx: Database,
  column: 'revoked_at' | 'expires_at',
  before: Instant,
  limit: number,
): Promise<number> {
  const oldest = tx
    .selectFrom('api_tokens')
    .select('id')
    .where(column, '<=', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('api_tokens as made').select('made.id').whereRef('made.parent_id', '=', 'api_tokens.id'),
        ),
      ),
    )
    .orderBy(column)
    .limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('api_tokens')
    .where('id', 'in', oldest)
    .where(column, '<=', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

async function deleteUsage(tx: Database, before: Instant, limit: number): Promise<number> {
  const oldest: RawBuilder<boolean> = sql`(api_token_id, day) in (
    select api_token_id, day from api_token_usage where day <= ${before} order by day limit ${limit})`
  const { numDeletedRows } = await tx.deleteFrom('api_token_usage').where(oldest).executeTakeFirst()
  return Number(numDeletedRows)
}
