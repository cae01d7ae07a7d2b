/**
 * Ends all that a person could act with: their API tokens in this organization and every session, wherever they are
 * signed in. An alarm: cut off half-way it has ended some of them for good, and asked again it ends the rest.
 */
import type { Caller } from '../../domain/caller.ts'
import { apiTokenEvent } from '../audit.ts'
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
      const reason = 'credentials_ended'
      const events = ids.map((id) =>
        apiTokenEvent(at, caller, 'csp__revoke_api_token', id, { username: user.username, reason }),
      )
      const details = { apiTokens: ids.length, sessions: ended.length }
      events.push(personEvent(at, caller, 'csp__end_credentials', user, details))
      return { result: details, events }
    })
    apiTokens += part.apiTokens
    sessions += part.sessions
    if (part.apiTokens < PER_CHANGE && part.sessions < PER_CHANGE) return { apiTokens, sessions }
  }
}
