/**
 * Ends all that a person could act with: their API tokens and what they let apps do in this organization, and every session,
 * wherever they are signed in, which each of their organizations is told. An alarm: cut off half-way it has ended some of them for good, and
 * asked again it ends the rest.
 */
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'
import type { Reads } from '../../store/store.ts'
import { apiTokenEvent, auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { findToTouch, personEvent } from './touched-person.ts'

const PER_CHANGE = 200

export type Ended = { readonly apiTokens: number; readonly sessions: number }

export async function endCredentials(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  userId: string,
): Promise<Ended> {
  const at = now()
  const { user } = await findToTouch(store, caller, userId, at)
  const owner = { organizationId: caller.organization.id, userId }
  for (let apiTokens = 0, sessions = 0; ;) {
    const part = await store.change(async (tx) => {
      await tx.apiTokens.takeTurn(owner)
      const ids = await tx.apiTokens.revokeAll(owner, at, PER_CHANGE)
      // But for none: no session has an empty id.
      const ended = await tx.sessions.endOthers(userId, '', PER_CHANGE)
      const oauthGrants = await tx.oauthGrants.revokeAllOf(owner, at)
      const reason = 'credentials_ended'
      const events = ids.map((id) =>
        apiTokenEvent(at, caller, 'csp__revoke_api_token', id, { username: user.username, reason }),
      )
      const part = { apiTokens: ids.length, sessions: ended.length }
      events.push(personEvent(at, caller, 'csp__end_credentials', user, { ...part, oauthGrants }))
      if (ended.length > 0) events.push(...(await toldElsewhere(tx, caller, user, ended.length, at)))
      return { result: part, events }
    })
    apiTokens += part.apiTokens
    sessions += part.sessions
    if (part.apiTokens < PER_CHANGE && part.sessions < PER_CHANGE) return { apiTokens, sessions }
  }
}

/** That the person was signed out, and not which other organization did it, who there, nor from where. */
async function toldElsewhere(
  { organizations }: Pick<Reads, 'organizations'>,
  { organization }: Caller,
  { id, username }: Pick<User, 'id' | 'username'>,
  sessions: number,
  at: Instant,
): Promise<AuditEvent[]> {
  const others = (await organizations.listForMember(id)).filter((each) => each.id !== organization.id)
  return others.map((other) =>
    auditEvent(at, null, 'csp__end_sessions', {
      organizationId: other.id,
      target: { type: 'user', id },
      details: { username, sessions, reason: 'ended_by_another_organization' },
    }),
  )
}
