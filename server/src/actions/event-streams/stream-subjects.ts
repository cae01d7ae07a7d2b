/**
 * Of whom a receiver wants to hear. Everybody's events are told by default; a subject that it removes is silent until it is
 * added again. Whether a subject is known is not told: the answer is the same.
 */
import type { Origin } from '../../domain/audit-event.ts'
import { SUBJECTS_PER_STREAM, type Receiver } from '../../domain/event-streams/event-stream.ts'
import { membersOf, subjectKey } from '../../domain/event-streams/subject.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Needs } from '../needs.ts'
import { foundStream } from './manage-streams.ts'
import { streamEvent } from './stream-event.ts'

type SubjectNeeds = Pick<Needs, 'store' | 'now'>
type Asked = { readonly streamId: string; readonly subject: unknown }

export function removeSubject(
  { store, now }: SubjectNeeds,
  receiver: Receiver,
  { streamId, subject }: Asked,
  origin: Origin,
): Promise<void> {
  const key = subjectKey(membersOf(subject))
  return store.change(async (tx) => {
    await tx.eventStreams.lockReceiver(receiver)
    const stream = await foundStream(tx.eventStreams, receiver, streamId)
    if ((await tx.eventStreams.countSilenced(streamId)) >= SUBJECTS_PER_STREAM)
      throw new Refusal('limit_reached', { detail: TOO_MANY })
    await tx.eventStreams.silence(streamId, key)
    return { result: undefined, events: [streamEvent(now(), origin, 'csp__silence_event_subject', stream)] }
  })
}

export function addSubject(
  { store, now }: SubjectNeeds,
  receiver: Receiver,
  { streamId, subject }: Asked,
  origin: Origin,
): Promise<void> {
  const key = subjectKey(membersOf(subject))
  return store.change(async (tx) => {
    const stream = await foundStream(tx.eventStreams, receiver, streamId)
    await tx.eventStreams.unsilence(streamId, key)
    return { result: undefined, events: [streamEvent(now(), origin, 'csp__unsilence_event_subject', stream)] }
  })
}

const TOO_MANY = `A stream can leave out ${SUBJECTS_PER_STREAM} subjects. Add some again, or make a stream for fewer.`
