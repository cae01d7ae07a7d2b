/** How a change of a stream stands in the audit log: whose it is, and who receives. */
import type { AuditEvent, AuditEventName, Origin } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { EventStream } from '../../domain/event-streams/event-stream.ts'
import type { Instant } from '../../domain/instant.ts'
import { auditEvent } from '../audit.ts'

export function streamEvent(
  at: Instant,
  who: Caller | Origin | null,
  name: AuditEventName,
  { id, receiver }: Pick<EventStream, 'id' | 'receiver'>,
  details: AuditEvent['details'] = {},
): AuditEvent {
  return auditEvent(at, who, name, {
    organizationId: receiver.organizationId,
    target: { type: 'event_stream', id },
    details: { [receiver.kind === 'app' ? 'oauthAppId' : 'serviceId']: receiver.id, ...details },
  })
}
