/** Makes the audit event of a change. Who and whence come from the caller, so that no action can forget them. */
import { randomUuid } from '../crypto/random.ts'
import type { AuditEvent, AuditEventName, Origin } from '../domain/audit-event.ts'
import type { Caller, SignedIn } from '../domain/caller.ts'
import type { Instant } from '../domain/instant.ts'
import type { Reads } from '../store/store.ts'

type What = Partial<Pick<AuditEvent, 'organizationId' | 'userId' | 'apiTokenId' | 'target' | 'details'>>

export function auditEvent(
  at: Instant,
  who: Caller | SignedIn | Origin | null,
  name: AuditEventName,
  what: What = {},
): AuditEvent {
  const event = { ...actorOf(who), ...definedOf(what), id: randomUuid(), at, name }
  const app = who !== null && 'app' in who ? who.app : undefined
  return app === undefined ? event : { ...event, details: { ...event.details, oauthAppId: app.id } }
}

/** A change of one API token, by its owner. */
export const apiTokenEvent = (
  at: Instant,
  caller: Caller,
  name: AuditEventName,
  id: string,
  details: AuditEvent['details'] = {},
) => auditEvent(at, caller, name, { target: { type: 'api_token', id }, details })

/**
 * What somebody did, or what was tried on their account, outside of any organization: told to each of theirs, since that
 * is where it is looked for, and to none's when they are in none.
 */
export async function inEachOrganization(
  { organizations }: Pick<Reads, 'organizations'>,
  events: readonly AuditEvent[],
): Promise<AuditEvent[]> {
  const [event] = events
  // For nobody too: a read that is left out could be measured from outside.
  const found = event === undefined ? [] : await organizations.listForMember(event.userId ?? '')
  if (found.length === 0) return [...events]
  return found.flatMap(({ id }) => events.map((each) => ({ ...each, id: randomUuid(), organizationId: id })))
}

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
