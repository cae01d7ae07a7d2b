/**
 * Pushes events to a receiver (RFC 8935), one after the other and each until it is taken. Whatever else it answers is a
 * failure: it is tried again, later each time, and after a day the stream is paused. Only what the receiver says it can
 * make nothing of is passed over.
 */
import { FAILING_MS, pauseAfter, type EventStream } from '../../domain/event-streams/event-stream.ts'
import { permits } from '../../domain/authority.ts'
import { HOUR_MS, MINUTE_MS, type Instant } from '../../domain/instant.ts'
import type { OutboundAnswer } from '../../domain/outbound-request.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { Outcome } from '../../store/event-streams/event-streams-store.ts'
import type { Needs } from '../needs.ts'
import { signedEvent } from './signed-event.ts'
import { sealedFor } from './sound-stream.ts'
import { stopStream } from './stream-state.ts'

type PushNeeds = Pick<Needs, 'store' | 'keyring' | 'now' | 'sealing' | 'settings' | 'outbound'>

const EVENTS_READ = 10
/** Then others have their turn. */
const TURN_MS = 30_000
const WITHIN_MS = 10_000
const MOST_BYTES = 8 * 1024

/** While the lease holds. Answers when nothing waits any more, or can't be delivered now. */
export async function pushEvents(needs: PushNeeds, stream: EventStream, holder: string): Promise<void> {
  const { store, now } = needs
  const { eventQueue } = store
  const mayNow = await mayReceive(needs, stream)
  if (mayNow === 'never')
    return stopStream(needs, stream, { state: 'paused', reason: 'Its receiver may not receive any more.' })
  if (mayNow === 'later') {
    await eventQueue.settle(stream.id, holder, null, { how: 'later', nextTryAt: now() + MINUTE_MS }, now())
    return
  }
  const begunAt = performance.now()
  let { failures, failingSince } = stream
  for (;;) {
    const events = await eventQueue.waiting(stream.id, EVENTS_READ)
    if (events.length === 0) return eventQueue.release(stream.id, holder)
    for (const event of events) {
      if (performance.now() - begunAt > TURN_MS) return eventQueue.release(stream.id, holder)
      const token = await signedEvent({ ...needs, issuer: needs.settings.issuer }, stream.receiver, event)
      const answer = await send(needs, stream, token)
      const at = now()
      const outcome = outcomeOf(answer, at, failures)
      if (!(await eventQueue.settle(stream.id, holder, event.jti, outcome, at))) return
      if (outcome.how === 'failed') {
        if (failingSince !== null && at - failingSince >= FAILING_MS)
          await stopStream(needs, stream, {
            ...{ state: 'paused', reason: REASON(FAILING_MS / HOUR_MS, outcome.said) },
          })
        return
      }
      ;[failures, failingSince] = [0, null]
    }
  }
}

const REASON = (hours: number, said: string): string =>
  `Nothing could be delivered for ${hours} hours: ${said}.`.slice(0, 200)

function send(
  { sealing, outbound }: PushNeeds,
  { id, delivery }: EventStream,
  token: string,
): Promise<OutboundAnswer> {
  const { endpointUrl, sealedAuthorization } = delivery
  return outbound.fetch({
    ...{ method: 'POST', url: endpointUrl ?? '', body: token, mostBytes: MOST_BYTES, withinMs: WITHIN_MS },
    headers: {
      'content-type': 'application/secevent+jwt',
      accept: 'application/json',
      ...(sealedAuthorization && {
        authorization: sealing.open(sealedAuthorization, sealedFor(id)).toString(),
      }),
    },
  })
}

/** What a receiver answers about the event itself, and would answer again (RFC 8935, section 2.4; SSF, section 8.1.4.1). */
const ABOUT_THE_EVENT: readonly string[] = ['invalid_request', 'invalid_state']

function outcomeOf(answer: OutboundAnswer, at: Instant, failures: number): Outcome {
  const failed = (said: string): Outcome => ({ how: 'failed', said, nextTryAt: at + pauseAfter(failures) })
  if (answer.outcome === 'failed') return failed(answer.said)
  if (answer.status === 202) return { how: 'taken' }
  if (answer.status !== 400) return failed(`it answered ${answer.status} instead of 202`)
  const { err, description } = errorIn(answer.text)
  const said = `it answered 400 ${err}${description === '' ? '' : `: ${description}`}`
  return ABOUT_THE_EVENT.includes(err) ? { how: 'refused', said } : failed(said)
}

function errorIn(text: string): { readonly err: string; readonly description: string } {
  const body = parsed(text)
  const line = (value: unknown): string =>
    typeof value === 'string'
      ? value
          .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
          .trim()
          .slice(0, 200)
      : ''
  return { err: line(body['err']) || 'without a reason', description: line(body['description']) }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Whether the receiver could still ask for what is pushed to it. */
async function mayReceive(
  { store, now }: PushNeeds,
  { receiver }: EventStream,
): Promise<'now' | 'later' | 'never'> {
  const { kind, id, organizationId } = receiver
  if (kind === 'service') return (await store.feedTokens.count(id)) > 0 ? 'now' : 'never'
  const [client, machine] = await Promise.all([
    store.oauthApps.findClient(id),
    store.oauthApps.findMachine(id, organizationId),
  ])
  if (client === undefined || machine === undefined || client.app.deactivatedAt !== null) return 'never'
  if (machine.organization.suspendedAt !== null) return 'later'
  const scope = effectiveScope(client.app.allowedScopes, machine.roles, now())
  return permits(scope, 'ssf.read') || permits(scope, 'ssf.manage') ? 'now' : 'never'
}
