/** The streams that tell of an organization, for those who look after its OAuth apps. Only their receivers make and change them. */
import type { Caller } from '../../domain/caller.ts'
import type { EventStream } from '../../domain/event-streams/event-stream.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ListedStream } from '../../store/event-streams/event-streams-store.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Reads } from '../../store/store.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { streamEvent } from './stream-event.ts'
import { receiverNameOf, setStateAndTell } from './stream-state.ts'
import { putVerification } from './verify-stream.ts'

type StreamNeeds = Pick<Needs, 'store' | 'now' | 'eventDelivery'>

export async function listStreams(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  page: Page,
): Promise<Paged<ListedStream>> {
  refuseWithout(caller, 'oauth-apps.read')
  return store.eventStreams.list(caller.organization.id, page)
}

const REASONS = { enabled: 'The organization started it.', paused: 'The organization stopped it.' } as const

export async function setStreamState(
  { store, now, eventDelivery }: StreamNeeds,
  caller: Caller,
  id: string,
  state: 'enabled' | 'paused',
): Promise<ListedStream> {
  refuseWithout(caller, 'oauth-apps.manage')
  const at = now()
  const listed = await store.change(async (tx) => {
    const before = await ofOrganization(tx, caller, id)
    const change = { state, reason: REASONS[state], by: 'organization' } as const
    // What stopped by itself, or by its receiver, and is paused again is the organization's from then on.
    const isChange = before.state !== state || (state === 'paused' && before.stateBy !== 'organization')
    if (isChange) await setStateAndTell(tx, before, change, at)
    const stream = await ofOrganization(tx, caller, id)
    const receiverName = (await receiverNameOf(tx, stream.receiver)) ?? stream.receiver.id
    const event = streamEvent(at, caller, 'csp__set_event_stream_state', stream, { state })
    return { result: { stream, receiverName }, events: isChange ? [event] : [] }
  })
  eventDelivery.wake()
  return listed
}

export async function verifyOrganizationStream(
  { store, now, eventDelivery }: StreamNeeds,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseWithout(caller, 'oauth-apps.manage')
  await store.change(async (tx) => {
    const stream = await ofOrganization(tx, caller, id)
    await putVerification(tx, id, null, now())
    return { result: undefined, events: [streamEvent(now(), caller, 'csp__verify_event_stream', stream)] }
  })
  eventDelivery.wake()
}

export async function removeOrganizationStream(
  { store, now }: StreamNeeds,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseWithout(caller, 'oauth-apps.manage')
  await store.change(async (tx) => {
    const stream = await ofOrganization(tx, caller, id)
    await tx.eventStreams.remove(id)
    return { result: undefined, events: [streamEvent(now(), caller, 'csp__remove_event_stream', stream)] }
  })
}

async function ofOrganization(
  { eventStreams }: Pick<Reads, 'eventStreams'>,
  { organization }: Caller,
  id: string,
): Promise<EventStream> {
  const stream = await eventStreams.find({ organizationId: organization.id }, id)
  if (stream === undefined) throw new Refusal('not_found', { detail: UNKNOWN })
  return stream
}

const UNKNOWN =
  'This organization has no such event stream. It may have been removed: look at the list again.'
