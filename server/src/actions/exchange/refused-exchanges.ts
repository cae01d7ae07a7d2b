/**
 * Gathers refused exchanges for the audit log: one event per batch for each token and reason, however often it is tried,
 * and one for all unknown tokens together, so that nobody can fill the log from outside.
 */
import { createBoundedTable } from '../../crypto/bounded-table.ts'
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

/** Tokens in one batch, and events that wait for the database. Of more tokens, only how often is kept, by reason. */
const MOST = 10_000

type Refused = { at: Instant; reason: RefusalReason; origin: Origin; token?: RefusedToken; tries: number }

export function createRefusedExchanges(): RefusedExchanges {
  // As many reasons as there are fit in besides, so nothing ever goes to make room.
  const refused = createBoundedTable<Refused>({ most: MOST + 100 })
  let unwritten: AuditEvent[] = []
  return {
    record(at, reason, origin, token) {
      const own = token && refused.get(`${reason} ${token.id}`)
      const kept = own || refused.size < MOST ? token : undefined
      const key = `${reason} ${kept?.id ?? ''}`
      const earlier = own ?? refused.get(key)
      if (earlier) earlier.tries += 1
      else refused.set(key, { at, reason, origin, ...(kept && { token: kept }), tries: 1 })
    },
    drain() {
      const drained = refused.drain()
      const late = unwritten
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
      unwritten = events.slice(0, MOST)
    },
  }
}
