/**
 * Deletes invitations, links for new passwords and requests for roles that have been over for long. Until then whoever
 * opens one is told what became of it; the audit log tells of them for good.
 */
import { KEPT_MS } from '../domain/retention.ts'
import { auditEvent } from './audit.ts'
import type { Needs } from './needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between; what is left is for the next time. */
const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 20

export async function purgeLinks({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const at = now()
  for (let change = 0; change < CHANGES_PER_RUN; change += 1) {
    const deleted = await store.change(async (tx) => {
      const result = {
        invitations: await tx.invitations.purge(at - KEPT_MS, ROWS_PER_CHANGE),
        passwordResets: await tx.passwordResets.purge(at - KEPT_MS, ROWS_PER_CHANGE),
        roleRequests: await tx.roleRequests.purge(at - KEPT_MS, ROWS_PER_CHANGE),
      }
      const isNothing = Object.values(result).every((count) => count === 0)
      return {
        result,
        events: isNothing ? [] : [auditEvent(at, null, 'csp__purge_links', { details: result })],
      }
    })
    if (Object.values(deleted).every((count) => count < ROWS_PER_CHANGE)) return
  }
}
