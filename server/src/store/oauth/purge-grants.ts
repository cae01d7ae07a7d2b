/** Deletes what apps were let in with once it has been over for long, oldest first and a bounded number at a time. */
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { PurgedGrants } from './oauth-grants-store.ts'

/** A code or a refresh token that comes again is known for as long as it could have been good, and a day more. */
const REMEMBERED_MS = DAY_MS

type WithEnd =
  'oauth_codes' | 'oauth_refresh_tokens' | 'oauth_used_ids' | 'oauth_pushed_requests' | 'oauth_device_codes'

export async function purgeGrants(
  tx: Database,
  ended: Instant,
  now: Instant,
  limit: number,
): Promise<PurgedGrants> {
  const revoked = await deleteGrants(tx, 'revoked_at', ended, limit)
  const expired = await deleteGrants(tx, 'expires_at', ended, limit)
  return {
    grants: revoked + expired,
    codes: await deleteEnded(tx, 'oauth_codes', now - REMEMBERED_MS, limit),
    refreshTokens: await deleteEnded(tx, 'oauth_refresh_tokens', now - REMEMBERED_MS, limit),
    usedIds: await deleteEnded(tx, 'oauth_used_ids', now - REMEMBERED_MS, limit),
  }
}

/** With their codes and refresh tokens: the foreign keys cascade. */
async function deleteGrants(
  tx: Database,
  column: 'revoked_at' | 'expires_at',
  before: Instant,
  limit: number,
): Promise<number> {
  const oldest = tx
    .selectFrom('oauth_grants')
    .select('id')
    .where(column, '<=', before)
    .orderBy(column)
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('oauth_grants').where('id', 'in', oldest).executeTakeFirst()
  return Number(numDeletedRows)
}

/** The condition stands there twice: a refresh token that is kept may be prolonged meanwhile. */
export async function deleteEnded(
  tx: Database,
  table: WithEnd,
  before: Instant,
  limit: number,
): Promise<number> {
  const oldest = tx
    .selectFrom(table)
    .select('id')
    .where('expires_at', '<=', before)
    .orderBy('expires_at')
    .limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom(table)
    .where('id', 'in', oldest)
    .where('expires_at', '<=', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
