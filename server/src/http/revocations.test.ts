/** The feed as a service reads it: what it hears, what it does not, and that nothing is missing after a cut. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { openAcme, PUBLIC_URL } from '../../testing/acme.ts'
import type { Cleanup } from '../../testing/cleanup.ts'
import { apiTokensPath, claimsOf, exchange, generate, request, signIn } from '../../testing/requests.ts'
import { FEED_TOKENS_PER_SERVICE } from '../domain/feed-token.ts'

type Entry = Readonly<Record<string, unknown>> & { readonly position: number }
type Waited = { readonly position: number; readonly isReset: boolean; readonly revocations: string[] }

async function listening(test: Cleanup, engine: 'sqlite' | 'postgres' = 'sqlite') {
  const acme = await openAcme(test, { engine, now: Date.now() })
  const [olivia, max] = [await signIn(acme, 'olivia'), await signIn(acme, 'max')]
  const path = `/api/v1/organizations/${acme.organization.id}/services/${acme.inventory.id}/feed-tokens`
  const made = await request(acme, 'POST', path, { headers: olivia, body: { name: 'Warehouse' } })
  assert.equal(made.status, 201, made.text)
  const { value, feedToken } = made.body
  return { acme, olivia, max, path, value: value as string, feedToken }
}
type Listening = Awaited<ReturnType<typeof listening>>

const entriesOf = (token: string): Entry[] => claimsOf(token)['revocations'] as Entry[]

async function poll({ acme, value }: Listening, query: string): Promise<Waited & { entries: Entry[] }> {
  const { status, body, text } = await request(acme, 'GET', `/revocations?${query}`, {
    headers: { authorization: `Bearer ${value}`, accept: 'application/json' },
  })
  assert.equal(status, 200, text)
  return { ...body, entries: (body as Waited).revocations.flatMap(entriesOf) }
}

type Event = { readonly event: string; readonly id: string; readonly data: string }

/** Reads events as they come. */
async function stream(
  { acme, value }: Pick<Listening, 'acme' | 'value'>,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await acme.app.server.inject({
    ...{ method: 'GET', url: '/revocations', payloadAsStream: true },
    headers: { authorization: `Bearer ${value}`, ...headers },
  })
  const body = response.stream()
  body.setEncoding('utf8')
  let text = ''
  let isOver = false
  body.on('data', (part: string) => (text += part)).once('close', () => (isOver = true))
  const events = (): Event[] =>
    text
      .split('\n\n')
      .slice(0, -1)
      .filter((part) => !part.startsWith(':'))
      .map((part) => Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))))
  const until = async (isThere: (events: readonly Event[]) => boolean): Promise<Event[]> => {
    const giveUpAt = performance.now() + 5_000
    while (!isThere(events())) {
      if (performance.now() > giveUpAt) throw new Error(`It did not come. What came: ${text}`)
      await new Promise((resolve) => {
        setTimeout(resolve, 5)
      })
    }
    return events()
  }
  return { response, events, until, isOver: () => isOver, close: () => body.destroy() }
}

const revoke = async ({ acme, max }: Listening, id: string) => {
  const { status, text } = await request(acme, 'DELETE', `${apiTokensPath(acme)}/${id}`, { headers: max })
  assert.ok(status < 300, text)
}

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`a service hears of a revoked API token in less than a second, signed, and of nothing else (${engine})`, async (t) => {
    const open = await listening(t, engine)
    const { acme, max } = open
    const { value, apiToken } = await generate(acme, max)
    const { status } = claimsOf((await exchange(acme, value)).body.access_token)
    const events = await stream(open)
    t.after(events.close)
    assert.equal(events.response.headers['x-accel-buffering'], 'no')
    assert.match(String(events.response.headers['content-type']), /^text\/event-stream/)
    await events.until((all) => all.some(({ event }) => event === 'current'))

    const revokedAt = performance.now()
    await revoke(open, apiToken.id)
    const all = await events.until((seen) => seen.some(({ event }) => event === 'revocations'))
    assert.ok(performance.now() - revokedAt < 1_000)
    const { data, id } = all.at(-1)!
    const keys = await request(acme, 'GET', '/csp/gateway/am/api/auth/token-public-key?format=jwks')
    const { payload } = await jwtVerify(data, createLocalJWKSet(keys.body), {
      typ: 'revocations+jwt',
      issuer: PUBLIC_URL,
    })
    const [entry, ...more] = payload['revocations'] as Entry[]
    assert.deepEqual([more, entry], [[], { position: Number(id), ...(status as object) }])
  })
}

test('whoever reads on from a place hears everything since, once and in order, also what happened while nobody listened', async (t) => {
  const open = await listening(t)
  const { acme, max } = open
  const tokens = []
  for (let count = 0; count < 5; count++) tokens.push(await generate(acme, max))
  const before = await poll(open, 'after=0')
  assert.deepEqual(before.entries, [])
  const seen: Entry[] = []
  let { position } = before
  for (const [index, { apiToken }] of tokens.entries()) {
    await revoke(open, apiToken.id)
    if (index % 2 === 1) continue
    const next = await poll(open, `after=${position}`)
    seen.push(...next.entries)
    position = next.position
  }
  assert.equal(seen.length, 5)
  assert.ok(seen.every((entry, index) => index === 0 || entry.position > seen[index - 1]!.position))
  const whole = await poll(open, 'after=0')
  assert.deepEqual(whole.entries, seen)
  const events = await stream(open, { 'last-event-id': String(seen[2]!.position) })
  t.after(events.close)
  const all = await events.until((each) => each.some(({ event }) => event === 'current'))
  assert.deepEqual(
    all.filter(({ event }) => event === 'revocations').flatMap(({ data }) => entriesOf(data)),
    seen.slice(3),
  )
})

test('who waits for an answer gets it with the next revocation, or with none when the time is over', async (t) => {
  const open = await listening(t)
  const { apiToken } = await generate(open.acme, open.max)
  const waiting = poll(open, 'after=0&wait=20')
  await new Promise((resolve) => {
    setTimeout(resolve, 50)
  })
  await revoke(open, apiToken.id)
  const { entries, position } = await waiting
  assert.equal(entries.length, 1)
  const none = await poll(open, `after=${position}&wait=1`)
  assert.deepEqual(none.entries, [])
  assert.equal(none.position, position)
})

test('a place that is too old, or that never was, is told, and everything that still counts follows', async (t) => {
  const open = await listening(t)
  const { apiToken } = await generate(open.acme, open.max)
  await revoke(open, apiToken.id)
  for (const after of [1, 9_000_000_000_000_000]) {
    const { isReset, entries } = await poll(open, `after=${after}`)
    assert.deepEqual([isReset, entries.length], [true, 1])
  }
  const events = await stream(open, { 'last-event-id': '1' })
  t.after(events.close)
  const all = await events.until((each) => each.some(({ event }) => event === 'current'))
  assert.deepEqual(
    all.map(({ event }) => event),
    ['reset', 'revocations', 'current'],
  )
})

test('a service hears nothing of organizations that do not have it', async (t) => {
  const open = await listening(t)
  const { acme } = open
  const { store } = acme.app.needs
  await store.change(async (tx) => {
    await tx.people.disable(acme.other.id, acme.stranger.id, acme.clock.now)
    return { result: undefined, events: [] }
  })
  assert.deepEqual((await poll(open, 'after=0')).entries, [])
  await store.change(async (tx) => {
    await tx.people.disable(acme.organization.id, acme.member.id, acme.clock.now)
    return { result: undefined, events: [] }
  })
  const { entries } = await poll(open, 'after=0')
  assert.deepEqual(
    entries.map(({ position: _, ...entry }) => entry),
    [{ sub: `local:${acme.member.id}`, context_name: acme.organization.id }],
  )
})

test('a feed opens with a feed token and nothing else, and the value is seen once', async (t) => {
  const open = await listening(t)
  const { acme, olivia, max, value, path } = open
  const apiToken = await generate(acme, max)
  const accessToken = (await exchange(acme, apiToken.value)).body.access_token
  const mistyped = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
  const tries = [undefined, mistyped, apiToken.value, accessToken, value.replace('csnf', 'csnt')]
  for (const presented of tries) {
    const headers = presented === undefined ? undefined : { authorization: `Bearer ${presented}` }
    assert.equal((await request(acme, 'GET', '/revocations', headers && { headers })).status, 401)
  }
  assert.match(value, /^csnf[0-9A-Za-z]{61}$/)
  const listed = await request(acme, 'GET', path, { headers: olivia })
  assert.ok(!listed.text.includes(value.slice(16)))
  assert.equal(listed.body.total, 1)
  assert.equal((await request(acme, 'GET', path, { headers: max })).status, 403)
  for (const query of ['after=-1', 'after=x', 'wait=31', 'since=1', 'after=01'])
    assert.equal(
      (await request(acme, 'GET', `/revocations?${query}`, { headers: { authorization: `Bearer ${value}` } }))
        .status,
      400,
      query,
    )
})

test('a feed token that is ended opens nothing any more, and whoever listens with it is cut off and told', async (t) => {
  const open = await listening(t)
  const { acme, olivia, path, feedToken } = open
  const events = await stream(open)
  await events.until((all) => all.some(({ event }) => event === 'current'))
  const ended = await request(acme, 'DELETE', `${path}/${feedToken.id}`, { headers: olivia })
  assert.equal(ended.status, 204)
  const all = await events.until((each) => each.some(({ event }) => event === 'end'))
  assert.equal(all.at(-1)?.data, '{"reason":"feed_token_ended"}')
  assert.equal(acme.app.needs.revocationFeed.listeners(), 0)
  const again = await request(acme, 'GET', '/revocations', {
    headers: { authorization: `Bearer ${open.value}` },
  })
  assert.equal(again.status, 401)
  const { items } = await acme.app.needs.store.auditEvents.listForOrganization(acme.organization.id, {
    offset: 0,
    limit: 50,
  })
  const names = items.map(({ name }) => name)
  assert.ok(names.includes('csp__make_feed_token') && names.includes('csp__end_feed_token'), names.join())
})

test('a service has so many feed tokens and no more', async (t) => {
  const { acme, olivia, path } = await listening(t)
  const make = () => request(acme, 'POST', path, { headers: olivia, body: { name: 'One more' } })
  for (let count = 1; count < FEED_TOKENS_PER_SERVICE; count++) assert.equal((await make()).status, 201)
  const { status, body } = await make()
  assert.deepEqual([status, body.code], [409, 'limit_reached'])
})

test('more streams than a service may have are refused, those that are open stay', async (t) => {
  const acme = await openAcme(t, { env: { COUNTERSIGN_FEED_STREAMS_PER_SERVICE: '2' } })
  const olivia = await signIn(acme, 'olivia')
  const path = `/api/v1/organizations/${acme.organization.id}/services/${acme.inventory.id}/feed-tokens`
  const { value } = (await request(acme, 'POST', path, { headers: olivia, body: { name: 'A' } })).body
  const two = [await stream({ acme, value }), await stream({ acme, value })]
  const third = await request(acme, 'GET', '/revocations', { headers: { authorization: `Bearer ${value}` } })
  assert.deepEqual([third.status, third.body.code], [409, 'limit_reached'])
  for (const each of two) {
    await each.until((all) => all.some(({ event }) => event === 'current'))
    each.close()
  }
})

test('a server that stops ends its feeds at once, and says why', async (t) => {
  const open = await listening(t)
  const events = await stream(open)
  await events.until((all) => all.some(({ event }) => event === 'current'))
  const begunAt = performance.now()
  await open.acme.app.server.close()
  assert.ok(performance.now() - begunAt < 1_000)
  assert.equal(events.events().at(-1)?.data, '{"reason":"stopping"}')
})
