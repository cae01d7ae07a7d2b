/** What the audit log says when the old value of an API token stops working: by whom, or by what. */
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Overlap } from '../../domain/api-tokens/overlap.ts'
import type { EndedValue } from '../../store/exchange/exchange-store.ts'
import { apiTokenEvent, auditEvent } from '../audit.ts'

const NAME = 'csp__end_api_token_value'

/** By itself, at the moment it did. */
export const oldValueEndedBy =
  (by: 'time' | 'first_use') =>
  ({ at, organizationId, apiTokenId, secretId }: EndedValue): AuditEvent =>
    auditEvent(at, null, NAME, {
      organizationId,
      target: { type: 'api_token', id: apiTokenId },
      details: { valueId: secretId, by },
    })

/** By its owner, who was too late when its time was over before. */
export const oldValueEnded = (
  at: Instant,
  caller: Caller,
  apiTokenId: string,
  { secretId, endsAt }: Pick<Overlap, 'secretId' | 'endsAt'>,
): AuditEvent =>
  endsAt > at
    ? apiTokenEvent(at, caller, NAME, apiTokenId, { valueId: secretId, by: 'owner' })
    : oldValueEndedBy('time')({
        ...{ at: endsAt, apiTokenId, secretId },
        ...{ organizationId: caller.organization.id, userId: caller.user.id },
      })
