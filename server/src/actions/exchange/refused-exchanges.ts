/**
 * Why API tokens are refused, for their owner: whoever presents one learns only that it was. Counted by the hour for each
 * token and reason, and for all unknown ones together, so that nobody can fill anything from outside.
 */
import type { Origin } from '../../domain/audit-event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { GatheredEvents } from '../gathered-events.ts'

export type RefusalReason =
  | 'unknown'
  | 'wrong_secret'
  | 'expired'
  | 'revoked'
  | 'deactivated'
  | 'user_deactivated'
  | 'not_a_member'
  | 'member_disabled'
  | 'organization_suspended'

/** Whose token it was. */
type RefusedToken = { readonly id: string; readonly userId: string; readonly organizationId: string }

export function recordRefusedExchange(
  gatheredEvents: GatheredEvents,
  at: Instant,
  reason: RefusalReason,
  origin: Origin,
  token?: RefusedToken,
): void {
  const who = token && { organizationId: token.organizationId, userId: token.userId, apiTokenId: token.id }
  gatheredEvents.record({ at, kind: 'exchange_refused', reason, origin, ...who })
}
