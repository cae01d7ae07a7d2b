/** A person's own sessions: seeing them, signing out, ending one or all the others. */
import type { SignedIn } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { isOver, type Session } from '../../domain/session.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import type { Needs } from '../needs.ts'

type SessionNeeds = Pick<Needs, 'store' | 'now'>

export async function listSessions({ store, now }: SessionNeeds, { user }: SignedIn): Promise<Session[]> {
  const sessions = await store.sessions.listForUser(user.id)
  return sessions.filter((session) => !isOver(session, now()))
}

export function signOut({ store, now }: SessionNeeds, signedIn: SignedIn): Promise<void> {
  return store.change(async (tx) => {
    await tx.sessions.end(signedIn.user.id, signedIn.session.id)
    const event = auditEvent(now(), signedIn, 'csp__user_logout')
    return { result: undefined, events: await inEachOrganization(tx, [event]) }
  })
}

export function endSession({ store, now }: SessionNeeds, signedIn: SignedIn, id: string): Promise<void> {
  return store.change(async (tx) => {
    if (!(await tx.sessions.end(signedIn.user.id, id))) throw new Refusal('not_found')
    const event = auditEvent(now(), signedIn, 'csp__end_session', { target: { type: 'session', id } })
    return { result: undefined, events: await inEachOrganization(tx, [event]) }
  })
}

/** Each is told of in each organization: a few milliseconds of the database, so that other requests come in between. */
const SESSIONS_PER_CHANGE = 200

/** Answers how many there were. What is cut off half-way is told as a failure; asked again, it ends the rest. */
export async function endOtherSessions(
  { store, now }: SessionNeeds,
  { user, session, origin }: SignedIn,
): Promise<number> {
  for (let count = 0; ;) {
    const ended = await store.change(async (tx) => {
      const ids = await tx.sessions.endOthers(user.id, session.id, SESSIONS_PER_CHANGE)
      const events = ids.map((id) =>
        auditEvent(now(), { user, session, origin }, 'csp__end_session', { target: { type: 'session', id } }),
      )
      return { result: ids.length, events: await inEachOrganization(tx, events) }
    })
    count += ended
    if (ended < SESSIONS_PER_CHANGE) return count
  }
}
