/** Pushing over real HTTP: in order, until it is taken; what a bad receiver can’t do to others; and when it is given up. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { answers, openReceiver, taken, type Pushed } from '../../../testing/event-receiver.ts'
import {
  addReceiver,
  createStream,
  openedEvent,
  poll,
  receiverToken,
  ssf,
  typeOf,
} from '../../../testing/event-streams.ts'
import { DAY_MS, HOUR_MS } from '../../domain/instant.ts'
import { dropOverdueEvents } from './drop-overdue.ts'

suite('pushing events', async () => {
  const acme = await openAcme({ after }, { now: Date.now(), env: { COUNTERSIGN_OUTBOUND_ADDRESSES: 'any' } })
  const { needs } = acme.app
  const { store, eventDelivery } = needs

  async function pushing(t: { after: (done: () => unknown) => void }, more: object = {}) {
    const receiver = await addReceiver(acme)
    const there = await openReceiver({ after: (done) => t.after(done as () => unknown) })
    const delivery = { method: 'urn:ietf:rfc:8935', endpoint_url: there.url, ...more }
    const { stream_id: id } = await createStream(acme, receiver.accessToken, { delivery })
    const state = async () => (await store.eventStreams.find({ organizationId: acme.organization.id }, id))!
    const opened = async (pushed: readonly Pushed[] = there.pushed) => {
      const events = []
      for (const { token } of pushed) events.push((await openedEvent(acme, token, receiver.id)).event)
      return events
    }
    return { receiver, there, id, state, opened }
  }
  const push = async (): Promise<void> => {
    await eventDelivery.push()
    await eventDelivery.idle()
  }
  /** An access token of now. */
  const tokenAgain = ({ id, secret }: { id: string; secret: string }): Promise<string> =>
    receiverToken(acme, { id, secret })

  let isDisabled = false
  const happen = async (times = 1): Promise<void> => {
    for (let time = 0; time < times; time++) {
      isDisabled = !isDisabled
      await store.change(async ({ people }) => {
        const who = [acme.organization.id, acme.member.id] as const
        await (isDisabled ? people.disable(...who, needs.now()) : people.enable(...who))
        return { result: undefined, events: [] }
      })
    }
  }

  test('an event is pushed as RFC 8935 has it, with the header that the receiver wants, sealed until then', async (t) => {
    const { there, id, state, opened } = await pushing(t, { authorization_header: 'Bearer of good news' })
    await happen(2)
    await push()
    assert.deepEqual((await opened()).map(typeOf), ['account-disabled', 'session-revoked', 'account-enabled'])
    const [{ headers }] = there.pushed as [Pushed]
    assert.equal(headers['content-type'], 'application/secevent+jwt')
    assert.equal(headers['accept'], 'application/json')
    assert.equal(headers['authorization'], 'Bearer of good news')
    const { waiting, delivery, lastDeliveredAt } = await state()
    assert.deepEqual([waiting, lastDeliveredAt], [0, acme.clock.now])
    assert.equal(Buffer.from(delivery.sealedAuthorization!).includes('good news'), false)
    await push()
    assert.equal(there.pushed.length, 3)
    await store.change(async (tx) => ({ result: await tx.eventStreams.remove(id), events: [] }))
  })

  test('the header stays with its address, is never shown, and goes when it is taken away', async (t) => {
    const { receiver, there, id, state } = await pushing(t, { authorization_header: 'secret' })
    const { accessToken } = receiver
    const put = (delivery: object) =>
      ssf(acme, accessToken, 'PUT', '/ssf/streams', { stream_id: id, delivery })
    const has = async () => (await state()).delivery.sealedAuthorization !== null
    const read = await ssf(acme, accessToken, 'GET', `/ssf/streams?stream_id=${id}`)
    assert.equal(read.text.includes('secret'), false)
    assert.equal((await put(read.body.delivery)).status, 200)
    assert.equal(await has(), true)
    await put({ ...read.body.delivery, endpoint_url: `${there.url}/other` })
    assert.equal(await has(), false)
    await put({ ...read.body.delivery, authorization_header: 'secret' })
    await put({ ...read.body.delivery, authorization_header: null })
    assert.equal(await has(), false)
    await store.change(async (tx) => ({ result: await tx.eventStreams.remove(id), events: [] }))
  })

  test('what is not taken is tried again, later each time, in the same order and under the same jti', async (t) => {
    const { there, id, state, opened } = await pushing(t)
    there.answerWith(answers(503))
    await happen(2)
    const pauses = []
    for (let time = 0; time < 12; time++) {
      await push()
      assert.equal(there.pushed.length, time + 1)
      const before = acme.clock.now
      do acme.clock.now += 1_000
      while ((await store.eventQueue.take({ ...LOOK, at: acme.clock.now })).length === 0)
      await store.eventQueue.release(id, 'look')
      pauses.push((acme.clock.now - before) / 1000)
    }
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    assert.match((await state()).trouble!.said, /it answered 503 instead of 202/)
    there.answerWith(taken)
    await push()
    const all = await opened()
    assert.equal(new Set(all.slice(0, 13).map(({ jti }) => jti)).size, 1)
    assert.deepEqual(all.slice(12).map(typeOf), ['account-disabled', 'session-revoked', 'account-enabled'])
    const { trouble, failingSince, waiting } = await state()
    assert.deepEqual([trouble, failingSince, waiting], [null, null, 0])
    await store.change(async (tx) => ({ result: await tx.eventStreams.remove(id), events: [] }))
  })

  test('each answer of a receiver, and what comes of it', async (t) => {
    const { there, id, state } = await pushing(t)
    const cases: readonly (readonly [status: number, body: string, isOver: boolean, said: RegExp])[] = [
      [200, '', false, /200 instead of 202/],
      [204, '', false, /204 instead of 202/],
      [302, '', false, /302 instead of 202/],
      [401, '', false, /401 instead of 202/],
      [404, '', false, /404 instead of 202/],
      [429, '', false, /429 instead of 202/],
      [500, '<html>', false, /500 instead of 202/],
      [400, '', false, /400 without a reason/],
      [400, 'null', false, /400 without a reason/],
      [400, '{"err":1}', false, /400 without a reason/],
      [400, '{"err":"authentication_failed"}', false, /400 authentication_failed/],
      [400, '{"err":"invalid_key","description":"no\\nsuch\\u0000key"}', false, /invalid_key: no such key/],
      [400, '{"err":"invalid_request","description":"odd"}', true, /400 invalid_request: odd/],
      [400, '{"err":"invalid_state"}', true, /400 invalid_state/],
      [400, `{"err":"invalid_request","description":"${'a'.repeat(9_000)}"}`, false, /longer than 8192/],
    ]
    for (const [status, body, isOver, said] of cases) {
      const before = (await state()).waiting
      await happen()
      await eventDelivery.fanOut()
      const full = (await state()).waiting
      assert.ok(full > before)
      there.answerWith(answers(status, body))
      acme.clock.now += HOUR_MS
      await push()
      const { waiting, trouble } = await state()
      assert.equal(waiting, isOver ? 0 : full, `${status} ${body}`)
      assert.match(trouble!.said, said)
      assert.ok(trouble!.said.length <= 300)
    }
    await happen()
    await store.change(async (tx) => ({ result: await tx.eventStreams.remove(id), events: [] }))
  })

  test('a day of failures pauses the stream, tells its owners, and nothing is lost', async (t) => {
    const { receiver, there, id, state, opened } = await pushing(t)
    there.answerWith(answers(500))
    await happen(2)
    for (let hours = 0; hours <= 25; hours++) {
      await push()
      acme.clock.now += HOUR_MS
    }
    const { state: is, reason, stateBy, waiting } = await state()
    assert.deepEqual([is, stateBy, waiting], ['paused', 'transmitter', 4])
    assert.equal(reason, 'Nothing could be delivered for 24 hours: it answered 500 instead of 202.')
    const [stopped] = eventsNamed(acme, 'csp__stop_event_stream').filter((event) => event.target_id === id)
    assert.deepEqual([stopped?.user_id, stopped?.details['oauthAppId']], [null, receiver.id])
    const mails = await store.mailQueue.take({ ...LOOK, at: acme.clock.now })
    const mail = mails.find(({ kind }) => kind === 'event_stream_stopped')
    assert.equal(mail?.recipient, acme.owner.email)

    // What is about the stream itself is still told, and the rest when it is started again.
    there.answerWith(taken)
    there.pushed.length = 0
    acme.clock.now += HOUR_MS
    await push()
    const [updated, ...more] = await opened()
    assert.deepEqual([typeOf(updated!), more.length], ['stream-updated', 0])
    assert.deepEqual(Object.values(updated!.events), [{ status: 'paused', reason }])
    await ssf(acme, await tokenAgain(receiver), 'POST', '/ssf/status', { stream_id: id, status: 'enabled' })
    await push()
    assert.deepEqual((await opened()).slice(1).map(typeOf), [
      ...['account-disabled', 'session-revoked', 'account-enabled'],
    ])
    await store.change(async (tx) => ({ result: await tx.eventStreams.remove(id), events: [] }))
  })

  test('events that nobody takes in a week are dropped, and the receiver that comes back is told', async () => {
    const receiver = await addReceiver(acme)
    const { stream_id: id } = await createStream(acme, receiver.accessToken)
    await happen(2)
    await eventDelivery.fanOut()
    acme.clock.now += 6 * DAY_MS
    await dropOverdueEvents(needs)
    const find = () => store.eventStreams.find({ organizationId: acme.organization.id }, id)
    assert.equal((await find())!.state, 'enabled')
    acme.clock.now += DAY_MS + 1
    await dropOverdueEvents(needs)
    await dropOverdueEvents(needs)
    assert.deepEqual([(await find())!.state, (await find())!.waiting], ['disabled', 1])
    const who = { id: receiver.id, accessToken: await tokenAgain(receiver) }
    const { events } = await poll(acme, who, id)
    assert.deepEqual(events.map(typeOf), ['stream-updated'])
    await poll(acme, who, id, { ack: events.map(({ jti }) => jti) })
    await store.change(async (tx) => ({ result: await tx.eventStreams.remove(id), events: [] }))
  })

  test('a receiver that hangs holds nobody else up, and whoever may not receive any more is not pushed to', async (t) => {
    const [slow, quick] = [await pushing(t), await pushing(t)]
    slow.there.answerWith(() => {})
    await happen(2)
    await eventDelivery.push()
    const giveUpAt = performance.now() + 3_000
    while (quick.there.pushed.length < 3 && performance.now() < giveUpAt)
      await new Promise((resolve) => {
        setTimeout(resolve, 10)
      })
    assert.equal(quick.there.pushed.length, 3)
    assert.equal(slow.there.pushed.length, 1)

    await store.change(async (tx) => ({
      result: await tx.oauthApps.removeRole(acme.organization.id, quick.receiver.id, {
        ...{ serviceId: null, name: 'event_receiver', resource: null },
      }),
      events: [],
    }))
    await happen(2)
    await eventDelivery.push()
    const { promise: moment, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, 200)
    await moment
    assert.equal(quick.there.pushed.length, 3)
    assert.equal((await quick.state()).state, 'paused')
    for (const { id } of [slow, quick])
      await store.change(async (tx) => ({ result: await tx.eventStreams.remove(id), events: [] }))
    slow.there.pushed.length = 0
  })
})

const LOOK = { holder: 'look', until: Number.MAX_SAFE_INTEGER, limit: 100 }
