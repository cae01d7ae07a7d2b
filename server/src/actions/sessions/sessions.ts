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

/** Answers how many there were. */
export function endOtherSessions({ store, now }: SessionNeeds, signedIn: SignedIn): Promise<number> {
  return store.change(async (tx) => {
    const ids = await tx.sessions.endOthers(signedIn.user.id, signedIn.session.id)
    const events = ids.map((id) =>
      auditEvent(now(), signedIn, 'csp__end_session', { target: { type: 'session', id } }),
    )
    return { result: ids.length, events: await inEachOrganization(tx, events) }
  })
}
