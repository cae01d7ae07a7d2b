/** What is gathered in memory reaches the database, once, also when the database was away at first. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createRefusedExchanges } from '../actions/exchange/refused-exchanges.ts'
import type { Store } from '../store/store.ts'
import { openAcme } from '../../testing/acme.ts'
import { eventsNamed } from '../../testing/audit-trail.ts'
import { AUTHORIZE, tokenOf } from '../../testing/compatible.ts'
import { apiTokensPath, exchange, request, signIn } from '../../testing/requests.ts'
import { flushUsage } from './flush-usage.ts'

const ORIGIN = { requestId: 'r', address: '192.0.2.1', userAgent: 'curl' }

suite('uses and refused exchanges', () => {
  test('are kept while the database is away, and then told once', async (t) => {
    const acme = await openAcme(t)
    const { needs } = acme.app
    const { value, id } = await tokenOf(acme, 'max')
    const away = (): Promise<never> => Promise.reject(new Error('away'))
    const withoutUsage: Store = { ...needs.store, recordUsage: away }
    const withoutEvents: Store = { ...needs.store, recordEvents: away }
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
    const tries = eventsNamed(acme, 'csp__refresh_token_exchange_failed').map(
      ({ details }) => details['tries'],
    )
    assert.equal(
      tries.reduce((sum: number, some) => sum + Number(some), 0),
      4,
    )
    assert.deepEqual([needs.usageLog.drain(), needs.refusedExchanges.drain()], [[], []])
  })

  test('of unknown tokens are one event, however many are tried', () => {
    const refused = createRefusedExchanges()
    for (let tries = 0; tries < 1_000; tries++) refused.record(tries, 'unknown', ORIGIN)
    const [event, ...more] = refused.drain()
    assert.deepEqual([event!.at, event!.details, more.length], [0, { reason: 'unknown', tries: 1_000 }, 0])
  })

  test('do not fill the memory while the database is away for long', () => {
    const refused = createRefusedExchanges()
    for (let batch = 0; batch < 12; batch++) {
      for (let token = 0; token < 1_000; token++) {
        refused.record(batch, 'revoked', ORIGIN, {
          id: `${batch} ${token}`,
          userId: 'u',
          organizationId: 'o',
        })
      }
      refused.restore(refused.drain())
    }
    assert.equal(refused.drain().length, 10_000)
  })
})
