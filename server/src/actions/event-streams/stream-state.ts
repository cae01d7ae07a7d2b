/** Starting and stopping a stream: by its receiver, by its organization, or by us when nothing can be delivered. */
import { randomUuid } from '../../crypto/random.ts'
import type { Origin } from '../../domain/audit-event.ts'
import {
  LONGEST_REASON,
  type EventStream,
  type Receiver,
  type StreamState,
} from '../../domain/event-streams/event-stream.ts'
import { streamUpdatedEvent } from '../../domain/event-streams/security-event.ts'
import { eventStreamStoppedMail } from '../../domain/mail/event-stream-mails.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes, Reads } from '../../store/store.ts'
import { keptLine } from '../kept-text.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { foundStream } from './manage-streams.ts'
import { streamEvent } from './stream-event.ts'

export function setOwnState(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  receiver: Receiver,
  id: string,
  asked: { readonly state: StreamState; readonly reason: string | null },
  origin: Origin,
): Promise<EventStream> {
  const { state } = asked
  const reason = asked.reason ? keptLine(asked.reason, 'reason', LONGEST_REASON) : null
  return store.change(async (tx) => {
    await foundStream(tx.eventStreams, receiver, id)
    if (!(await tx.eventStreams.setState(id, { state, reason, by: 'receiver', at: now() })))
      throw new Refusal('right_required', { detail: STOPPED })
    const result = await foundStream(tx.eventStreams, receiver, id)
    const details = { state, ...(reason !== null && { reason }) }
    return { result, events: [streamEvent(now(), origin, 'csp__set_event_stream_state', result, details)] }
  })
}

/** Told on the stream itself, which such an event leaves whatever its state is. */
export async function setStateAndTell(
  tx: Changes,
  { id }: Pick<EventStream, 'id'>,
  to: { readonly state: StreamState; readonly reason: string; readonly by: 'organization' | 'transmitter' },
  at: number,
): Promise<boolean> {
  if (!(await tx.eventStreams.setState(id, { ...to, at }))) return false
  const jti = randomUuid()
  await tx.eventStreams.put(
    id,
    { jti, event: streamUpdatedEvent(id, to, { txn: jti, now: at }) },
    { at, isAboutStream: true },
  )
  return true
}

const MOST_OWNERS = 20

/** By us. The owners of the organization get a mail, since their receiver hears nothing more. */
export async function stopStream(
  needs: Pick<Needs, 'store' | 'now' | 'sealing' | 'settings'>,
  stream: EventStream,
  to: { readonly state: 'paused' | 'disabled'; readonly reason: string },
): Promise<void> {
  const { store, now, settings } = needs
  const at = now()
  const { organizationId } = stream.receiver
  const asked = { search: '', role: 'org_owner', state: 'active', sort: 'username' } as const
  const owners = await store.people.list(organizationId, asked, { offset: 0, limit: MOST_OWNERS }, at)
  const receiverName = (await receiverNameOf(store, stream.receiver)) ?? stream.receiver.id
  await store.change(async (tx) => {
    const present = await tx.eventStreams.find(stream.receiver, stream.id)
    const isStopped =
      present?.state === 'enabled' || (present?.state === 'paused' && to.state === 'disabled')
        ? await setStateAndTell(tx, stream, { ...to, by: 'transmitter' }, at)
        : false
    if (!isStopped) return { result: undefined, events: [] }
    for (const { user } of owners.items)
      await enqueueMail(needs, tx, {
        ...{ kind: 'event_stream_stopped', to: user.email, organizationId },
        mail: eventStreamStoppedMail({
          ...{ publicUrl: settings.issuer, receiver: receiverName, at, ...to },
          link: `${settings.issuer}/o/${organizationId}/organization/event-streams`,
        }),
      })
    return {
      result: undefined,
      events: [streamEvent(at, null, 'csp__stop_event_stream', stream, { ...to })],
    }
  })
}

export async function receiverNameOf(
  { oauthApps, services }: Pick<Reads, 'oauthApps' | 'services'>,
  { kind, id, organizationId }: Receiver,
): Promise<string | undefined> {
  if (kind === 'app') return (await oauthApps.find(organizationId, id))?.name
  return (await services.find(organizationId, id))?.displayName
}

const STOPPED = 'The organization has stopped this stream. Ask it to start the stream again.'
