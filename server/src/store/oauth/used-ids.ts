/** Ids of assertions and proofs that were used: each counts once, on however many processes. */
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'

export async function useOnce(tx: Database, id: string, expiresAt: Instant): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('oauth_used_ids')
    .values({ id, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}
