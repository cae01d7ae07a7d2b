/** How a change of an OAuth app is told. */
import type { AskedRole } from '../../domain/assigning.ts'
import type { AuditEvent, AuditEventName } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { RoleOfApp } from '../../store/oauth/oauth-apps-store.ts'
import { auditEvent } from '../audit.ts'

export const appEvent = (
  at: Instant,
  caller: Caller,
  name: AuditEventName,
  id: string,
  details: AuditEvent['details'] = {},
): AuditEvent => auditEvent(at, caller, name, { target: { type: 'oauth_app', id }, details })

export const appRoleEvent = (
  at: Instant,
  caller: Caller,
  name: 'csp__assign_oauth_app_role' | 'csp__remove_oauth_app_role',
  id: string,
  { serviceId, name: role, resource, startsAt = null, endsAt = null }: RoleOfApp & Partial<AskedRole>,
): AuditEvent => appEvent(at, caller, name, id, { role, serviceId, resource, startsAt, endsAt })
