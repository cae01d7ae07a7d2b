/** A verification: an event about the stream itself, so that its receiver knows that events arrive. */
import { randomUuid } from '../../crypto/random.ts'
import {
  LONGEST_STATE,
  MIN_VERIFICATION_SECONDS,
  type Receiver,
} from '../../domain/event-streams/event-stream.ts'
import { verificationEvent } from '../../domain/event-streams/security-event.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import { foundStream } from './manage-streams.ts'

type VerifyNeeds = Pick<Needs, 'store' | 'now' | 'eventDelivery'>

/** No audit event: nothing changes, and it may be asked for every few seconds. */
export async function verifyStream(
  { store, now, eventDelivery }: VerifyNeeds,
  receiver: Receiver,
  id: string,
  state: string | null,
): Promise<void> {
  if (state !== null && state.length > LONGEST_STATE)
    throw new Refusal('request_invalid', { detail: `state must have at most ${LONGEST_STATE} characters.` })
  await store.change(async (tx) => {
    await foundStream(tx.eventStreams, receiver, id)
    await putVerification(tx, id, state, now())
    return { result: undefined, events: [] }
  })
  eventDelivery.wake()
}

/** @throws {Refusal} `too_many_attempts` */
export async function putVerification(
  tx: Changes,
  id: string,
  state: string | null,
  at: number,
): Promise<void> {
  if (!(await tx.eventStreams.takeVerification(id, at, at - MIN_VERIFICATION_SECONDS * 1000)))
    throw new Refusal('too_many_attempts', { detail: TOO_OFTEN, retryAfterSeconds: MIN_VERIFICATION_SECONDS })
  const jti = randomUuid()
  await tx.eventStreams.put(id, { jti, event: verificationEvent(id, state, { txn: jti, now: at }) }, { at })
}

const TOO_OFTEN = `A stream is verified once in ${MIN_VERIFICATION_SECONDS} seconds (min_verification_interval). Wait, then ask again.`
