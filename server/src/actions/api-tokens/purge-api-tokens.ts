/**
 * Deletes API tokens that were revoked or ran out long ago, and usage as old. Until then they stay, with when and how
 * they ended, for their owner to see and for a leaked one to be recognized. The audit log is never purged.
 */
import { KEPT_MS } from '../../domain/retention.ts'
import type { Purged } from '../../store/api-tokens/api-tokens-store.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between; what is left is for the next time. */
const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 20

export async function purgeApiTokens({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const at = now()
  for (let change = 0; change < CHANGES_PER_RUN; change += 1) {
    const purged = await store.change<Purged>(async (tx) => {
      const result = await tx.apiTokens.purge(at - KEPT_MS, ROWS_PER_CHANGE)
      const events =
        result.apiTokens === 0 ? [] : [auditEvent(at, null, 'csp__purge_api_tokens', { details: result })]
      return { result, events }
    })
    if (purged.apiTokens < ROWS_PER_CHANGE && purged.usageDays < ROWS_PER_CHANGE) return
  }
}
