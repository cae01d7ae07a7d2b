/**
 * Who looks after all organizations: whoever may manage them in the home organization, or who is at the machine. An action
 * on another's organization takes an `Operator`, and there is no other way to one.
 */
import type { AuditEvent, AuditEventName, Origin } from '../../domain/audit-event.ts'
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { auditEvent } from '../audit.ts'

export type Operator = { readonly by: Caller | Origin }

/** @throws {Refusal} `forbidden` */
export function operatorOf(caller: Caller): Operator {
  if (caller.organization.isHome && permits(caller.authority, 'organizations.manage')) return { by: caller }
  throw new Refusal('forbidden', {
    detail:
      'Only a platform operator of the installation can do this, in its home organization. Ask one of them.',
  })
}

export const operatorAtTheMachine = (origin: Origin): Operator => ({ by: origin })

/** Told in the organization that it is about, and where it was done. */
export function operatorEvents(
  at: Instant,
  { by }: Operator,
  name: AuditEventName,
  organizationId: string,
  details: AuditEvent['details'],
): AuditEvent[] {
  const whereDone = 'organization' in by ? by.organization.id : organizationId
  return [...new Set([organizationId, whereDone])].map((told) =>
    auditEvent(at, by, name, {
      organizationId: told,
      target: { type: 'organization', id: organizationId },
      details,
    }),
  )
}
