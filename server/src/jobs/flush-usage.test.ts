/** What is gathered in memory reaches the database, once, also when the database was away at first. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { GatheredEvent } from '../domain/gathered-event.ts'
import type { Store } from '../store/store.ts'
import { openAcme } from '../../testing/acme.ts'
import { AUTHORIZE, tokenOf } from '../../testing/compatible.ts'
import { apiTokensPath, exchange, request, signIn } from '../../testing/requests.ts'
import { flushUsage } from './flush-usage.ts'

const ORIGIN = { requestId: 'r', address: '192.0.2.1', userAgent: 'curl' }
const FIRST = { offset: 0, limit: 200 }

suite('uses and refused exchanges', () => {
  test('are kept while the database is away, and then told once', async (t) => {
    const acme = await openAcme(t)
    const { needs } = acme.app
    const { value, id } = await tokenOf(acme, 'max')
    const away = (): Promise<never> => Promise.reject(new Error('away'))
    const withoutUsage: Store = { ...needs.store, recordUsage: away }
    const withoutEvents: Store = { ...needs.store, recordGathered: away }
    await exchange(acme, value)
    await exchange(acme, `${value.slice(0, 3)}${value.slice(3)}`, { scope: 'openid' })
    const { value: revoked, id: revokedId } = await tokenOf(acme, 'max')
    const headers = await signIn(acme, 'max')
    await request(acme, 'DELETE', `${apiTokensPath(acme)}/${revokedId}`, { headers })
    await exchange(acme, revoked)
    for (const store of [withoutUsage, withoutUsage, withoutEvents]) {
      await assert.rejects(flushUsage({ ...needs, store }), /away/)
      acme.clock.now += 1_000
      await request(acme, 'POST', `${AUTHORIZE}?refresh_token=${value}`)
      await exchange(acme, revoked)
    }
    await flushUsage(needs)

    const { body } = await request(acme, 'GET', `${apiTokensPath(acme)}/${id}`, { headers })
    assert.equal(Date.parse(body.lastUse.at), acme.clock.now)
    assert.equal(Date.parse(body.seenInUrlAt), acme.clock.now - 2_000)
    const refused = await request(acme, 'GET', `${apiTokensPath(acme)}/${revokedId}/refused-exchanges`, {
      headers,
    })
    assert.equal(
      refused.body.items.reduce((sum: number, { times }: { times: number }) => sum + times, 0),
      4,
    )
    assert.deepEqual([needs.usageLog.drain(), needs.gatheredEvents.drain()], [[], []])
  })

  test('of which a batch was written before the database went away are not written again', async (t) => {
    const acme = await openAcme(t)
    const { needs } = acme.app
    const owner = { organizationId: acme.organization.id, userId: acme.member.id }
    for (let at = 0; at < 1_000; at++) {
      needs.gatheredEvents.record({
        at,
        kind: 'exchange_refused',
        reason: 'expired',
        origin: ORIGIN,
        ...owner,
        apiTokenId: `${at}`,
      })
    }
    let batches = 0
    const recordGathered = (events: readonly GatheredEvent[]): Promise<void> =>
      ++batches > 2 ? Promise.reject(new Error('away')) : needs.store.recordGathered(events)
    await assert.rejects(flushUsage({ ...needs, store: { ...needs.store, recordGathered } }), /away/)
    const written = await needs.store.gatheredEvents.listForOrganization(owner.organizationId, FIRST)
    assert.ok(written.total > 100 && written.total < 900, String(written.total))
    await flushUsage(needs)
    const all = await needs.store.gatheredEvents.listForOrganization(owner.organizationId, FIRST)
    assert.equal(all.total, 1_000)
    assert.ok(all.items.every(({ times }) => times === 1))
  })

  test('of unknown tokens are one row an hour, however many are tried', async (t) => {
    const acme = await openAcme(t)
    const { needs } = acme.app
    for (let tries = 0; tries < 1_000; tries++)
      needs.gatheredEvents.record({ at: tries, kind: 'exchange_refused', reason: 'unknown', origin: ORIGIN })
    const [event, ...more] = needs.gatheredEvents.drain()
    assert.deepEqual([event!.firstAt, event!.lastAt, event!.times, more.length], [0, 999, 1_000, 0])
  })
})
