/** How a change of a custom role is told: what was put into it and what was taken, so many names at the most. */
import type { AuditEvent, AuditEventName } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { beyond, type PermissionsOfService } from '../../domain/custom-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { auditEvent } from '../audit.ts'

export const customRoleEvent = (
  at: Instant,
  caller: Caller,
  name: AuditEventName,
  role: string,
  details: AuditEvent['details'],
): AuditEvent => auditEvent(at, caller, name, { target: { type: 'custom_role', id: role }, details })

const MOST_NAMES = 20

export function permissionDetails(
  before: readonly PermissionsOfService[],
  after: readonly PermissionsOfService[],
) {
  const named = (services: readonly PermissionsOfService[]) =>
    services.flatMap(({ permissions }) => permissions).slice(0, MOST_NAMES)
  return {
    permissions: after.reduce((sum, { permissions }) => sum + permissions.length, 0),
    permissionsAdded: named(beyond(after, before)),
    permissionsRemoved: named(beyond(before, after)),
  }
}
