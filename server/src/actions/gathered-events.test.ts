/** What is counted by the hour waits in a bounded memory, and every one is counted, whatever a stranger sends. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { heapGrowthMb } from '../../testing/heap.ts'
import type { GatheredEvent, Happened } from '../domain/gathered-event.ts'
import { HOUR_MS } from '../domain/instant.ts'
import { createGatheredEvents } from './gathered-events.ts'

const origin = (at: number) => ({
  requestId: `request ${at}`,
  address: '2001:db8:1111:2222:3333:4444:5555:6666',
  userAgent: `${at} ${'agent '.repeat(40)}`,
})
const refused = (at: number, more: Partial<Happened> = {}): Happened => ({
  at,
  kind: 'exchange_refused',
  reason: 'revoked',
  origin: origin(at),
  organizationId: 'organization',
  userId: 'user',
  apiTokenId: `token ${at}`,
  ...more,
})
const timesIn = (events: readonly GatheredEvent[]): number =>
  events.reduce((sum, { times }) => sum + times, 0)

suite('what is counted by the hour', () => {
  test('of hundreds of thousands of API tokens fits in a bounded memory, and every one is counted', () => {
    const gathered = createGatheredEvents()
    const tries = 300_000
    const growth = heapGrowthMb(() => {
      for (let at = 0; at < tries; at++) gathered.record(refused(at))
    })
    assert.ok(growth < 30, `${growth} MB`)
    const events = gathered.drain()
    assert.ok(events.length <= 10_100, String(events.length))
    assert.equal(timesIn(events), tries)
    assert.deepEqual(gathered.drain(), [])
  })

  test('goes on being counted for whom it was when others have filled the table', () => {
    const gathered = createGatheredEvents()
    for (let at = 0; at < 20_000; at++) gathered.record(refused(at))
    gathered.record(refused(20_000, { apiTokenId: 'token 7' }))
    const event = gathered.drain().find(({ apiTokenId }) => apiTokenId === 'token 7')
    assert.deepEqual([event?.times, event?.firstAt, event?.lastAt], [2, 7, 20_000])
  })

  test('is one entry for each hour, reason, route and who, with the last place it came from', () => {
    const gathered = createGatheredEvents()
    const apiTokenId = 'token'
    for (const at of [3, 1, HOUR_MS - 1, HOUR_MS]) gathered.record(refused(at, { apiTokenId }))
    gathered.record(refused(1, { apiTokenId, reason: 'expired' }))
    gathered.record(refused(1, { apiTokenId, route: 'GET /' }))
    gathered.record(refused(1, { apiTokenId, userId: 'somebody else' }))
    const [first, ...more] = gathered.drain()
    assert.deepEqual(first, {
      kind: 'exchange_refused',
      reason: 'revoked',
      route: '',
      organizationId: 'organization',
      userId: 'user',
      apiTokenId,
      appId: null,
      hour: 0,
      times: 3,
      firstAt: 1,
      lastAt: HOUR_MS - 1,
      address: origin(0).address,
      userAgent: origin(HOUR_MS - 1).userAgent,
    })
    assert.equal(more.length, 4)
  })

  test('does not fill the memory while the database is away for long, and loses no count', () => {
    const gathered = createGatheredEvents()
    for (let hour = 0; hour < 60; hour++) {
      for (let token = 0; token < 1_000; token++) {
        gathered.record(refused(hour * HOUR_MS + token, { apiTokenId: `${token}` }))
        gathered.record(refused(hour * HOUR_MS + token, { kind: 'request_refused', reason: `${token % 30}` }))
      }
      gathered.restore(gathered.drain())
    }
    const events = gathered.drain()
    assert.ok(events.length <= 10_200, String(events.length))
    assert.equal(timesIn(events), 120_000)
  })
})
