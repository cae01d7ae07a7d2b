/**
 * A transmitter as its receivers meet it, named after the modules of the OpenID conformance suite's plan
 * `openid-ssf-transmitter-test-plan` where there is one.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { auditTrail } from '../../../testing/audit-trail.ts'
import {
  addReceiver,
  createStream,
  openedEvent,
  poll,
  receiverToken,
  ssf,
  typeOf,
} from '../../../testing/event-streams.ts'
import { giveApp } from '../../../testing/oauth.ts'
import { accessTokenOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import { STREAMS_PER_RECEIVER, SUBJECTS_PER_STREAM } from '../../domain/event-streams/event-stream.ts'
import { EVENTS_SUPPORTED, SESSION_REVOKED } from '../../domain/event-streams/event-types.ts'

const POLLED = { delivery: { method: 'urn:ietf:rfc:8936' } }
const NOT_THERE = 'f67e39a0-a4d3-4d56-b3aa-1bc4cff0069f'

suite('streams of security events', async () => {
  const acme = await openAcme({ after }, { now: Date.now() })
  const receiver = await addReceiver(acme)
  const other = await addReceiver(acme)
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, body?: object) =>
    ssf(acme, receiver.accessToken, method, url, body as Readonly<Record<string, unknown>>)
  const fresh = (body: object = {}) => createStream(acme, receiver.accessToken, { ...body })
  const removeAll = async (): Promise<void> => {
    for (const { stream_id: id } of (await call('GET', '/ssf/streams')).body)
      assert.equal((await call('DELETE', `/ssf/streams?stream_id=${id}`)).status, 204)
  }
  // Each asks again after the shortest time.
  const later = (): void => void (acme.clock.now += 5_000)

  test('openid-ssf-transmitter-metadata: what works and where is said to everybody', async () => {
    const { status, headers, body } = await request(acme, 'GET', '/.well-known/ssf-configuration')
    assert.equal(status, 200)
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.deepEqual(body, {
      spec_version: '1_0',
      issuer: PUBLIC_URL,
      jwks_uri: `${PUBLIC_URL}/oauth2/jwks`,
      delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
      configuration_endpoint: `${PUBLIC_URL}/ssf/streams`,
      status_endpoint: `${PUBLIC_URL}/ssf/status`,
      add_subject_endpoint: `${PUBLIC_URL}/ssf/subjects/add`,
      remove_subject_endpoint: `${PUBLIC_URL}/ssf/subjects/remove`,
      verification_endpoint: `${PUBLIC_URL}/ssf/verification`,
      critical_subject_members: ['user', 'tenant'],
      authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }],
      default_subjects: 'ALL',
    })
    const resource = await request(acme, 'GET', '/.well-known/oauth-protected-resource')
    assert.ok(['ssf.read', 'ssf.manage'].every((name) => resource.body.scopes_supported.includes(name)))
    for (const url of Object.entries(body as Record<string, unknown>)
      .filter(([name]) => name.endsWith('_endpoint'))
      .map(([, url]) => String(url).slice(PUBLIC_URL.length)))
      assert.equal((await ssf(acme, '', 'POST', url, {})).status, 401, url)
  })

  test('openid-ssf-stream-control-happy-path: a stream is made, read, changed, replaced, stopped, started and removed', async () => {
    await removeAll()
    const created = await fresh({ ...POLLED, events_requested: EVENTS_SUPPORTED, description: 'Warehouse' })
    const { stream_id: id } = created
    assert.deepEqual(created, {
      stream_id: id,
      iss: PUBLIC_URL,
      aud: receiver.id,
      events_supported: EVENTS_SUPPORTED,
      events_requested: EVENTS_SUPPORTED,
      events_delivered: EVENTS_SUPPORTED,
      delivery: { method: 'urn:ietf:rfc:8936', endpoint_url: `${PUBLIC_URL}/ssf/streams/${id}/events` },
      description: 'Warehouse',
      min_verification_interval: 5,
      inactivity_timeout: 604_800,
    })
    const read = await call('GET', `/ssf/streams?stream_id=${id}`)
    assert.equal(read.headers['cache-control'], 'no-store')
    assert.deepEqual([read.status, read.body], [200, created])
    assert.deepEqual((await call('GET', '/ssf/streams')).body, [created])

    const patched = await call('PATCH', '/ssf/streams', { stream_id: id, description: 'Depot' })
    assert.deepEqual([patched.status, patched.body], [200, { ...created, description: 'Depot' }])
    // What was read goes back as it was, changed.
    const put = await call('PUT', '/ssf/streams', { ...patched.body, description: 'Yard' })
    assert.deepEqual([put.status, put.body], [200, { ...created, description: 'Yard' }])
    const { delivery } = created
    const reduced = await call('PUT', '/ssf/streams', {
      ...{ stream_id: id, delivery, events_requested: [SESSION_REVOKED, 'urn:example:unknown'] },
    })
    assert.equal(reduced.body.description, undefined)
    assert.deepEqual(reduced.body.events_requested, [SESSION_REVOKED, 'urn:example:unknown'])
    assert.deepEqual(reduced.body.events_delivered, [SESSION_REVOKED])
    assert.deepEqual((await call('GET', `/ssf/streams?stream_id=${id}`)).body, reduced.body)

    const state = await call('GET', `/ssf/status?stream_id=${id}`)
    assert.deepEqual([state.status, state.body], [200, { stream_id: id, status: 'enabled' }])
    for (const status of ['paused', 'disabled', 'enabled']) {
      const set = await call('POST', '/ssf/status', { stream_id: id, status, reason: 'Stock-taking' })
      assert.deepEqual([set.status, set.body], [200, { stream_id: id, status, reason: 'Stock-taking' }])
    }
    const removed = await call('DELETE', `/ssf/streams?stream_id=${id}`)
    assert.deepEqual([removed.status, removed.text], [204, ''])
    assert.deepEqual((await call('GET', '/ssf/streams')).body, [])
    const trail = auditTrail(acme).filter(({ target_id: target }) => target === id)
    assert.deepEqual(
      trail.map(({ name }) => name.replace('csp__', '')),
      [
        'create_event_stream',
        ...Array(3).fill('change_event_stream'),
        ...Array(3).fill('set_event_stream_state'),
        'remove_event_stream',
      ],
    )
    for (const { organization_id: where, details, address } of trail)
      assert.deepEqual(
        [where, details['oauthAppId'], address],
        [acme.organization.id, receiver.id, '127.0.0.1'],
      )
  })

  test('openid-ssf-stream-control-create-stream-without-delivery: it is polled', async () => {
    await removeAll()
    const { delivery, events_delivered: delivered } = await fresh()
    assert.match(delivery.endpoint_url, /\/ssf\/streams\/[0-9a-f-]{36}\/events$/)
    assert.deepEqual(delivered, EVENTS_SUPPORTED)
  })

  test('openid-ssf-stream-control-error-…-with-broken-input: each is told what is wrong, and nothing was changed', async () => {
    await removeAll()
    const stream = await fresh({ description: 'As it was' })
    const { stream_id: id } = stream
    const push = (endpoint_url: unknown, more: object = {}) => ({
      delivery: { method: 'urn:ietf:rfc:8935', endpoint_url, ...more },
    })
    const wrongs: readonly (readonly [what: string, body: object])[] = [
      ['a delivery that is a text', { delivery: 'push' }],
      ['a delivery without method', { delivery: {} }],
      ['an unknown method', { delivery: { method: 'urn:ietf:rfc:1' } }],
      ['a push to nowhere', push(undefined)],
      ['a push to what is no URL', push('receiver')],
      ['a push over http', push('http://receiver.example/events')],
      ['a push to a file', push('file:///etc/passwd')],
      ['a push with a password in the URL', push('https://a:b@receiver.example/')],
      ['a push to a fragment', push('https://receiver.example/#here')],
      ['a push to this machine', push('https://127.0.0.1/events')],
      ['a push to this machine, written otherwise', push('https://2130706433/events')],
      ['a push to this machine in IPv6', push('https://[::1]/events')],
      ['a push to this machine as mapped IPv6', push('https://[::ffff:127.0.0.1]/events')],
      ['a push to a private network', push('https://10.1.2.3/events')],
      ['a push to the secrets of a cloud', push('https://169.254.169.254/latest/')],
      ['a push to a very long URL', push(`https://receiver.example/${'a'.repeat(1_000)}`)],
      ['a header of two lines', push('https://receiver.example/', { authorization_header: 'a\r\nb: c' })],
      ['events that are a text', { events_requested: SESSION_REVOKED }],
      ['events that are numbers', { events_requested: [1] }],
      ['no events', { events_requested: [] }],
      ['a description of two lines', { description: 'a\nb' }],
      ['a description that is a number', { description: 1 }],
      ['a description that is far too long', { description: 'a'.repeat(201) }],
    ]
    const ours: readonly (readonly [what: string, body: object])[] = [
      ['another issuer', { iss: 'https://evil.example' }],
      ['another audience', { aud: 'app-other' }],
      ['other events that there are', { events_supported: [] }],
      ['other events that are delivered', { events_delivered: [SESSION_REVOKED] }],
    ]
    for (const [what, body] of wrongs) {
      const created = await call('POST', '/ssf/streams', body)
      assert.equal(created.status, 400, `create: ${what}: ${created.text}`)
      assert.ok(created.body.detail.length > 20, what)
    }
    for (const method of ['PATCH', 'PUT'] as const) {
      for (const [what, body] of [...wrongs, ...ours]) {
        const changed = await call(method, '/ssf/streams', { stream_id: id, ...body })
        assert.equal(changed.status, 400, `${method}: ${what}: ${changed.text}`)
      }
      for (const body of [{}, { stream_id: 1 }, { description: 'No id' }])
        assert.equal((await call(method, '/ssf/streams', body)).status, 400)
      const { server } = acme.app
      const headers = { authorization: `Bearer ${receiver.accessToken}`, 'content-type': 'application/json' }
      for (const payload of ['{', '[]', '"text"', 'null', '{"stream_id":"a","stream_id":"b"}'])
        assert.equal((await server.inject({ method, url: '/ssf/streams', headers, payload })).statusCode, 400)
    }
    for (const body of [{ status: 'enabled' }, { stream_id: id }, { stream_id: id, status: 'running' }])
      assert.equal((await call('POST', '/ssf/status', body)).status, 400)
    assert.equal((await call('GET', '/ssf/status')).status, 400)
    assert.equal((await call('DELETE', '/ssf/streams')).status, 400)
    assert.deepEqual((await call('GET', '/ssf/streams')).body, [stream])
  })

  test('openid-ssf-stream-control-error-…-duplicate-config: a receiver has several streams, and not any number', async () => {
    await removeAll()
    const made = await Promise.all(
      Array.from({ length: STREAMS_PER_RECEIVER + 3 }, () => call('POST', '/ssf/streams', {})),
    )
    const states = made.map(({ status }) => status).toSorted()
    assert.deepEqual(states, [...Array(STREAMS_PER_RECEIVER).fill(201), 409, 409, 409])
    const urls = made.filter(({ status }) => status === 201).map(({ body }) => body.delivery.endpoint_url)
    assert.equal(new Set(urls).size, STREAMS_PER_RECEIVER)
    await removeAll()
  })

  test('openid-ssf-stream-control-error-…-unknown-stream: another receiver’s is as unknown as none', async () => {
    await removeAll()
    const { stream_id: theirs } = await createStream(acme, other.accessToken)
    const elsewhere = await addReceiver(acme, { organizationId: acme.other.id })
    const { stream_id: abroad } = await createStream(acme, elsewhere.accessToken)
    const answers = new Set<string>()
    for (const id of [NOT_THERE, theirs, abroad, 'x', '']) {
      const asked = [
        await call('GET', `/ssf/streams?stream_id=${id}`),
        await call('PATCH', '/ssf/streams', { stream_id: id, description: 'mine' }),
        await call('PUT', '/ssf/streams', { stream_id: id, ...POLLED }),
        await call('DELETE', `/ssf/streams?stream_id=${id}`),
        await call('GET', `/ssf/status?stream_id=${id}`),
        await call('POST', '/ssf/status', { stream_id: id, status: 'paused' }),
        await call('POST', '/ssf/subjects/add', { stream_id: id, subject: { format: 'opaque', id: 'x' } }),
        await call('POST', '/ssf/subjects/remove', { stream_id: id, subject: { format: 'opaque', id: 'x' } }),
        await call('POST', '/ssf/verification', { stream_id: id }),
        await call('POST', `/ssf/streams/${id || 'none'}/events`, { returnImmediately: true }),
      ]
      assert.deepEqual([...new Set(asked.map(({ status }) => status))], [404])
      for (const { body } of asked) answers.add(JSON.stringify({ ...body, requestId: '' }))
    }
    assert.equal(answers.size, 1, [...answers].join('\n'))
    assert.equal((await ssf(acme, other.accessToken, 'GET', '/ssf/streams')).body.length, 1)
  })

  test('openid-ssf-stream-control-error-…-with-invalid-token: no other credential is one, and each is told why', async () => {
    const { id, secret } = receiver
    await giveApp(acme, acme.organization.id, id, {
      serviceId: acme.inventory.id,
      name: 'inventory:viewer',
    })
    const wide = await receiverToken(acme, { id, secret }, '')
    const readOnly = await receiverToken(acme, { id, secret }, 'ssf.read')
    const without = await addReceiver(acme, { roles: ['org_member'], scope: '' })
    const { 'csp-auth-token': person = '' } = await accessTokenOf(acme, acme.owner)
    const { stream_id: streamId } = await fresh()
    const calls: readonly (readonly ['GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', string, object?])[] = [
      ['POST', '/ssf/streams', {}],
      ['GET', '/ssf/streams'],
      ['PATCH', '/ssf/streams', { stream_id: streamId }],
      ['PUT', '/ssf/streams', { stream_id: streamId }],
      ['DELETE', `/ssf/streams?stream_id=${streamId}`],
      ['GET', `/ssf/status?stream_id=${streamId}`],
      ['POST', '/ssf/status', { stream_id: streamId, status: 'paused' }],
      ['POST', '/ssf/subjects/add', { stream_id: streamId, subject: { format: 'opaque', id: 'x' } }],
      ['POST', '/ssf/subjects/remove', { stream_id: streamId, subject: { format: 'opaque', id: 'x' } }],
      ['POST', '/ssf/verification', { stream_id: streamId }],
      ['POST', `/ssf/streams/${streamId}/events`, { returnImmediately: true }],
    ]
    const reads = new Set(['GET', '/ssf/verification', `/ssf/streams/${streamId}/events`])
    for (const [method, url, body] of calls) {
      const ask = (token: string) => ssf(acme, token, method, url, body as Record<string, unknown>)
      const nobody = await ask('')
      assert.deepEqual([nobody.status, nobody.body.code], [401, 'unauthenticated'], url)
      assert.match(String(nobody.headers['www-authenticate']), /^Bearer realm=/)
      const forged = await ask(`${receiver.accessToken.slice(0, -8)}AAAAAAAA`)
      assert.deepEqual([forged.status, forged.body.code], [401, 'access_token_invalid'], url)
      assert.match(String(forged.headers['www-authenticate']), /error="invalid_token"/)
      for (const token of [wide, without.accessToken, person]) {
        const refused = await ask(token)
        assert.deepEqual([refused.status, refused.body.code], [403, 'right_required'], url)
        assert.match(String(refused.headers['www-authenticate']), /error="insufficient_scope"/)
      }
      const isRead = reads.has(method) || reads.has(url)
      assert.equal((await ask(readOnly)).status === 403, !isRead, `${method} ${url}`)
    }
    const inUrl = await request(acme, 'GET', `/ssf/streams?access_token=${receiver.accessToken}`)
    assert.equal(inUrl.status, 401)
  })

  test('openid-ssf-stream-subject-control-happy-path: a subject that was removed is silent until it is added again', async () => {
    await removeAll()
    const { stream_id: id } = await fresh()
    const { store, now } = acme.app.needs
    const setDisabled = (isDisabled: boolean) =>
      store.change(async ({ people }) => {
        const who = [acme.organization.id, acme.member.id] as const
        const result = await (isDisabled ? people.disable(...who, now()) : people.enable(...who))
        return { result, events: [] }
      })
    const sub = `local:${acme.member.id}`
    const subject = { format: 'iss_sub', iss: PUBLIC_URL, sub }
    const disabled = async (): Promise<string[]> => {
      for (const isDisabled of [true, false]) assert.equal(await setDisabled(isDisabled), true)
      const { events } = await poll(acme, receiver, id)
      await poll(acme, receiver, id, { ack: events.map(({ jti }) => jti) })
      return events.map(typeOf)
    }
    const ALL = ['account-disabled', 'session-revoked', 'account-enabled']
    assert.deepEqual(await disabled(), ALL)
    const removed = await call('POST', '/ssf/subjects/remove', { stream_id: id, subject })
    assert.deepEqual([removed.status, removed.text], [204, ''])
    assert.deepEqual(await disabled(), [])
    for (const verified of [true, false, undefined]) {
      const added = await call('POST', '/ssf/subjects/add', { stream_id: id, subject, verified })
      assert.deepEqual([added.status, added.text], [200, ''])
    }
    assert.deepEqual(await disabled(), ALL)
    // Of anybody else, whether there is one or not, the same is answered.
    for (const each of [
      { format: 'email', email: 'nobody@example.com' },
      { format: 'opaque', id: NOT_THERE },
      { format: 'complex', user: subject, tenant: { format: 'opaque', id: NOT_THERE } },
    ]) {
      assert.equal((await call('POST', '/ssf/subjects/add', { stream_id: id, subject: each })).status, 200)
      assert.equal((await call('POST', '/ssf/subjects/remove', { stream_id: id, subject: each })).status, 204)
    }
    assert.deepEqual(await disabled(), ALL)
    for (const wrong of [
      undefined,
      'max',
      {},
      { format: 'unknown', id: '1' },
      { format: 'email' },
      { format: 'email', email: 'a'.repeat(501) },
      { format: 'complex' },
      { format: 'complex', pet: { format: 'opaque', id: '1' } },
      { format: 'complex', user: { format: 'complex', user: { format: 'opaque', id: '1' } } },
    ])
      for (const url of ['/ssf/subjects/add', '/ssf/subjects/remove'])
        assert.equal((await call('POST', url, { stream_id: id, subject: wrong })).status, 400)
    const unsure = await call('POST', '/ssf/subjects/add', { stream_id: id, subject, verified: 'yes' })
    assert.equal(unsure.status, 400)
    assert.ok(SUBJECTS_PER_STREAM > 0)
  })

  test('openid-ssf-transmitter-events: a verification comes as it should, by polling alone, with and without acknowledging', async () => {
    await removeAll()
    const { stream_id: id } = await fresh()
    later()
    const asked = await call('POST', '/ssf/verification', { stream_id: id, state: 'c3RhdGU=' })
    assert.deepEqual([asked.status, asked.text], [204, ''])
    const { sets, events } = await poll(acme, receiver, id)
    const [token = ''] = Object.values(sets)
    const { header, event } = await openedEvent(acme, token, receiver.id)
    const { kid } = (await request(acme, 'GET', '/oauth2/jwks')).body.keys[0]
    assert.deepEqual(header, { alg: 'RS256', kid, typ: 'secevent+jwt' })
    assert.deepEqual(event, {
      ...{ iss: PUBLIC_URL, aud: receiver.id, jti: event.jti, iat: event.iat, txn: event['txn'] },
      sub_id: { format: 'opaque', id },
      events: {
        'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'c3RhdGU=' },
      },
    })
    // Polled again it comes again; acknowledged it does not.
    assert.deepEqual((await poll(acme, receiver, id)).events, events)
    const acknowledged = await poll(acme, receiver, id, { maxEvents: 0, ack: [event.jti] })
    assert.deepEqual(acknowledged.sets, {})
    assert.deepEqual((await poll(acme, receiver, id)).sets, {})
    later()
    await call('POST', '/ssf/verification', { stream_id: id })
    const [bare] = (await poll(acme, receiver, id)).events
    assert.deepEqual(Object.values(bare!.events), [{}])
    // With an error it is not given again either, and whoever looks after the stream sees why.
    later()
    await call('POST', '/ssf/verification', { stream_id: id })
    const both = await poll(acme, receiver, id, { ack: [bare!.jti] })
    assert.equal(both.events.length, 1)
    const setErrs = { [both.events[0]!.jti]: { err: 'invalid_state', description: 'Not\nmine' } }
    assert.deepEqual((await poll(acme, receiver, id, { setErrs })).sets, {})
    const found = await acme.app.needs.store.eventStreams.find({ organizationId: acme.organization.id }, id)
    assert.equal(found?.trouble?.said, 'the receiver says invalid_state: Not mine')
    assert.equal(found?.waiting, 0)
  })

  test('openid-ssf-transmitter-stream-verification-…: too often is told so, and what can’t be a state is refused', async () => {
    await removeAll()
    const { stream_id: id } = await fresh()
    const verify = (body: object) => call('POST', '/ssf/verification', body)
    for (const body of [{}, { stream_id: id, state: 1 }, { stream_id: id, state: 'a'.repeat(1001) }])
      assert.equal((await verify(body)).status, 400)
    later()
    const asked = await Promise.all(Array.from({ length: 10 }, () => verify({ stream_id: id })))
    assert.deepEqual(asked.map(({ status }) => status).toSorted(), [204, ...Array(9).fill(429)])
    assert.equal(asked.find(({ status }) => status === 429)!.headers['retry-after'], '5')
    later()
    assert.equal((await verify({ stream_id: id })).status, 204)
  })

  test('openid-ssf-transmitter-paused-stream-holds-events and …-disabled-stream-drops-events', async () => {
    await removeAll()
    const { stream_id: id } = await fresh()
    const set = (status: string) => call('POST', '/ssf/status', { stream_id: id, status })
    const verify = async (): Promise<void> => {
      later()
      assert.equal((await call('POST', '/ssf/verification', { stream_id: id })).status, 204)
    }
    const waiting = async (): Promise<number> => (await poll(acme, receiver, id)).events.length
    await set('paused')
    await verify()
    assert.equal(await waiting(), 0)
    await set('enabled')
    assert.equal(await waiting(), 1)
    await set('disabled')
    await verify()
    assert.equal(await waiting(), 0)
    await set('enabled')
    assert.equal(await waiting(), 0)
    await verify()
    assert.equal(await waiting(), 1)
  })

  test('openid-ssf-transmitter-stream-verification-long-poll: whoever waits has it within 200 ms, and is not kept for ever', async () => {
    await removeAll()
    const { stream_id: id } = await fresh()
    const waiting = poll(acme, receiver, id, { returnImmediately: false })
    await new Promise((resolve) => {
      setTimeout(resolve, 300)
    })
    assert.equal(acme.app.needs.eventDelivery.waiters(), 1)
    later()
    const askedAt = performance.now()
    await call('POST', '/ssf/verification', { stream_id: id })
    assert.deepEqual((await waiting).events.map(typeOf), ['verification'])
    assert.ok(performance.now() - askedAt < 400, String(performance.now() - askedAt))
    assert.equal(acme.app.needs.eventDelivery.waiters(), 0)
  })

  test('openid-ssf-transmitter-poll-endpoint-authorization: what can’t be polled is said, in bounds', async () => {
    await removeAll()
    const { stream_id: id } = await fresh()
    for (const body of [
      { ack: 'jti' },
      { ack: [1] },
      { ack: Array(1001).fill('x') },
      { ack: ['a'.repeat(201)] },
      { maxEvents: -1 },
      { maxEvents: 1.5 },
      { maxEvents: '1' },
      { returnImmediately: 'yes' },
      { setErrs: [] },
      { setErrs: { jti: 'wrong' } },
      { setErrs: { jti: { description: 'no code' } } },
    ])
      assert.equal((await call('POST', `/ssf/streams/${id}/events`, body)).status, 400, JSON.stringify(body))
    // More than there are, unknown ones and the same again do no harm.
    const none = await poll(acme, receiver, id, { ack: ['unknown', 'unknown'], maxEvents: 10 ** 9 })
    assert.deepEqual([none.sets, none.moreAvailable], [{}, false])
    const pushed = await fresh({
      delivery: { method: 'urn:ietf:rfc:8935', endpoint_url: 'https://receiver.example/events' },
    })
    assert.equal((await call('POST', `/ssf/streams/${pushed.stream_id}/events`, {})).status, 404)
  })
})
