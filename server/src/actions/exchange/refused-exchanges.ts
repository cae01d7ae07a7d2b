/**
 * Gathers refused exchanges for the audit log: one event per batch for each token and reason, however often it is tried,
 * and one for all unknown tokens together, so that nobody can fill the log from outside.
 */
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import type { Instant } from '../../domain/instant.ts'
import { auditEvent } from '../audit.ts'

export type RefusalReason =
  'unknown' | 'wrong_secret' | 'expired' | 'revoked' | 'deactivated' | 'user_deactivated' | 'not_a_member'

/** Whose token it was. */
export type RefusedToken = { readonly id: string; readonly userId: string; readonly organizationId: string }

export type RefusedExchanges = {
  record(at: Instant, reason: RefusalReason, origin: Origin, token?: RefusedToken): void
  /** The events since the last call. */
  drain(): AuditEvent[]
  /** Puts back what could not be written. */
  restore(events: readonly AuditEvent[]): void
}

/** While the database is away, memory is not to grow without end. */
const MOST_UNWRITTEN = 10_000

export function createRefusedExchanges(): RefusedExchanges {
  let refused = new Map<
    string,
    { at: Instant; reason: RefusalReason; origin: Origin; token?: RefusedToken; tries: number }
  >()
  let unwritten: AuditEvent[] = []
  return {
    record(at, reason, origin, token) {
      const key = `${reason} ${token?.id ?? ''}`
      const earlier = refused.get(key)
      if (earlier) earlier.tries += 1
      else refused.set(key, { at, reason, origin, token, tries: 1 })
    },
    drain() {
      const drained = [...refused.values()]
      const late = unwritten
      refused = new Map()
      unwritten = []
      const events = drained.map(({ at, reason, origin, token, tries }) =>
        auditEvent(at, origin, 'csp__refresh_token_exchange_failed', {
          organizationId: token?.organizationId,
          userId: token?.userId,
          apiTokenId: token?.id,
          target: token && { type: 'api_token', id: token.id },
          details: { reason, tries },
        }),
      )
      return [...late, ...events]
    },
    restore(events) {
      unwritten = events.slice(0, MOST_UNWRITTEN)
    },
  }
}
