/** Makes the audit event of a change. Who and whence come from the caller, so that no action can forget them. */
import { randomUuid } from '../crypto/random.ts'
import type { AuditEvent, AuditEventName, Origin } from '../domain/audit-event.ts'
import type { Caller, SignedIn } from '../domain/caller.ts'
import type { Instant } from '../domain/instant.ts'

type What = Partial<Pick<AuditEvent, 'organizationId' | 'userId' | 'apiTokenId' | 'target' | 'details'>>

export function auditEvent(
  at: Instant,
  who: Caller | SignedIn | Origin | null,
  name: AuditEventName,
  what: What = {},
): AuditEvent {
  return { ...actorOf(who), ...definedOf(what), id: randomUuid(), at, name }
}

/** A change of one API token, by its owner. */
export const apiTokenEvent = (
  at: Instant,
  caller: Caller,
  name: AuditEventName,
  id: string,
  details: AuditEvent['details'] = {},
) => auditEvent(at, caller, name, { target: { type: 'api_token', id }, details })

type Actor = Omit<AuditEvent, 'id' | 'at' | 'name'>

const NOBODY: Actor = {
  organizationId: null,
  userId: null,
  sessionId: null,
  apiTokenId: null,
  target: null,
  origin: null,
  details: {},
}

function actorOf(who: Caller | SignedIn | Origin | null): Actor {
  if (who === null) return NOBODY
  if (!('user' in who)) return { ...NOBODY, origin: who }
  return {
    ...NOBODY,
    organizationId: 'organization' in who ? who.organization.id : null,
    userId: who.user.id,
    sessionId: who.session?.id ?? null,
    apiTokenId: 'apiTokenId' in who ? who.apiTokenId : null,
    origin: who.origin,
  }
}

const definedOf = (what: What): What =>
  Object.fromEntries(Object.entries(what).filter(([, value]) => value !== undefined))
