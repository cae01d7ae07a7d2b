/** How a change of a group is told. */
import type { AskedRole } from '../../domain/assigning.ts'
import type { AuditEvent, AuditEventName } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { RoleOfGroup } from '../../store/groups/groups-store.ts'
import { auditEvent } from '../audit.ts'

export const groupEvent = (
  at: Instant,
  caller: Caller,
  name: AuditEventName,
  id: string,
  details: AuditEvent['details'],
): AuditEvent => auditEvent(at, caller, name, { target: { type: 'group', id }, details })

export const groupRoleEvent = (
  at: Instant,
  caller: Caller,
  name: 'csp__assign_group_role' | 'csp__remove_group_role',
  groupId: string,
  role: RoleOfGroup & Partial<AskedRole>,
): AuditEvent => {
  const { serviceId, name: named, resource, startsAt = null, endsAt = null } = role
  return groupEvent(at, caller, name, groupId, { role: named, serviceId, resource, startsAt, endsAt })
}
