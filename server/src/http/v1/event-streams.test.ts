/** Event streams as those who look after an organization’s OAuth apps see and stop them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { addReceiver, createStream, poll, ssf, typeOf } from '../../../testing/event-streams.ts'
import { sessionOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'

test('an organization sees its streams and stops them, and its receiver is told and can’t start them', async (t) => {
  const acme = await openAcme(t, { now: Date.now() })
  const [olivia, max] = [await sessionOf(acme, acme.owner), await sessionOf(acme, acme.member)]
  const base = `/api/v1/organizations/${acme.organization.id}/event-streams`
  const as =
    (headers: Readonly<Record<string, string>>) =>
    async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object) =>
      request(acme, method, base + path, { headers, ...(body && { body: body as Record<string, unknown> }) })
  const owner = as(olivia)
  assert.deepEqual((await owner('GET', '')).body, { items: [], total: 0 })

  const receiver = await addReceiver(acme)
  const { stream_id: id } = await createStream(acme, receiver.accessToken, { description: 'Depot' })
  const pushed = await createStream(acme, receiver.accessToken, {
    delivery: { method: 'urn:ietf:rfc:8935', endpoint_url: 'https://receiver.example/in?key=secret' },
  })
  const abroad = await addReceiver(acme, { organizationId: acme.other.id })
  const { stream_id: theirs } = await createStream(acme, abroad.accessToken)
  const { body, text } = await owner('GET', '')
  assert.equal(body.total, 2)
  assert.equal(text.includes('secret'), false)
  const byId = new Map<string, Record<string, unknown>>(
    body.items.map((each: { id: string }) => [each.id, each]),
  )
  const { receiver: who, delivery, description, state, stateBy, waiting } = byId.get(id)!
  assert.deepEqual(who, { kind: 'app', id: receiver.id, name: receiver.id })
  assert.deepEqual(
    [delivery, description, state, stateBy, waiting],
    ['poll', 'Depot', 'enabled', 'receiver', 0],
  )
  assert.equal(byId.get(pushed.stream_id)!['endpointUrl'], 'https://receiver.example/in')

  for (const path of [`/${theirs}`, '/00000000-0000-4000-8000-000000000000']) {
    assert.equal((await owner('DELETE', path)).status, 404)
    assert.equal((await owner('PUT', `${path}/state`, { state: 'paused' })).status, 404)
    assert.equal((await owner('POST', `${path}/verification`)).status, 404)
  }
  assert.equal((await as(max)('GET', '')).status, 403)

  assert.equal((await owner('PUT', `/${id}/state`, { state: 'paused' })).body.stateBy, 'organization')
  const toReceiver = await poll(acme, receiver, id)
  assert.deepEqual(toReceiver.events.map(typeOf), ['stream-updated'])
  await poll(acme, receiver, id, { ack: toReceiver.events.map(({ jti }) => jti) })
  for (const status of ['enabled', 'disabled']) {
    const tried = await ssf(acme, receiver.accessToken, 'POST', '/ssf/status', { stream_id: id, status })
    assert.deepEqual([tried.status, tried.body.code], [403, 'right_required'])
  }
  assert.equal((await owner('POST', `/${id}/verification`)).status, 204)
  assert.equal((await owner('POST', `/${id}/verification`)).status, 429)
  assert.deepEqual((await poll(acme, receiver, id)).events, [])
  assert.equal((await owner('PUT', `/${id}/state`, { state: 'enabled' })).body.state, 'enabled')
  assert.deepEqual((await poll(acme, receiver, id)).events.map(typeOf), ['verification', 'stream-updated'])
  // Nothing to change, nothing to tell.
  await owner('PUT', `/${id}/state`, { state: 'enabled' })
  assert.equal(eventsNamed(acme, 'csp__set_event_stream_state').length, 2)

  assert.equal((await owner('DELETE', `/${id}`)).status, 204)
  assert.equal((await ssf(acme, receiver.accessToken, 'GET', `/ssf/streams?stream_id=${id}`)).status, 404)
  const [removed] = eventsNamed(acme, 'csp__remove_event_stream')
  assert.deepEqual([removed?.user_id, removed?.target_id], [acme.owner.id, id])
})
