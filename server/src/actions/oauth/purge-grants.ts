/**
 * Deletes what apps were let in with and that has been over for long, and codes of every kind, refresh tokens and used ids that
 * could not be good any more by themselves. The audit log tells of the grants for good.
 */
import { DAY_MS, HOUR_MS } from '../../domain/instant.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between; what is left is for the next time. */
const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 200

/** A grant for each sign-in: of those that are over nobody asks, once no code, refresh or access token of them is left. */
const KEPT_MS = 2 * DAY_MS

/** A device that still asks is told that its code has ended. Not for longer: anybody may have asked for it. */
const DEVICE_CODES_REMEMBERED_MS = HOUR_MS

export async function purgeGrants({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const at = now()
  for (let change = 0; change < CHANGES_PER_RUN; change += 1) {
    const purged = await store.change(async (tx) => {
      const result = {
        ...(await tx.oauthGrants.purge(at - KEPT_MS, at, ROWS_PER_CHANGE)),
        pushedRequests: await tx.pushedRequests.purge(at, ROWS_PER_CHANGE),
        deviceCodes: await tx.deviceCodes.purge(at - DEVICE_CODES_REMEMBERED_MS, ROWS_PER_CHANGE),
      }
      const events =
        result.grants === 0 ? [] : [auditEvent(at, null, 'csp__purge_oauth_grants', { details: result })]
      return { result, events }
    })
    if (Object.values(purged).every((rows) => rows < ROWS_PER_CHANGE)) return
  }
}
