/** Guessing is slowed down by address, and a database that is away is never a success; scripts are told when to try again. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { Throttle } from '../../actions/throttle.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import { Refusal } from '../../domain/refusal.ts'
import { openAcme, type Acme } from '../../../testing/acme.ts'
import { AUTHORIZE, accessTokenFor, call, detailsOf, tokenOf } from '../../../testing/compatible.ts'
import { COMPATIBLE, exchange, request } from '../../../testing/requests.ts'
import { countFailure } from './failed-exchanges.ts'

const unlimited = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })

const unknown = () => makeTokenString('t').value.reveal()

const exchangeFrom = async (acme: Acme, remoteAddress: string, value: string) => {
  const payload = `refresh_token=${value}`
  const response = await acme.app.server.inject({ method: 'POST', url: AUTHORIZE, payload, remoteAddress })
  return response.statusCode
}

suite('one address may fail as often as is set', () => {
  test('and is then told how long to wait, while good API tokens go on from there and from elsewhere', async (t) => {
    const acme = await openAcme(t, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '3' } })
    const { value } = await tokenOf(acme, 'max')
    const accessToken = await accessTokenFor(acme, value)
    for (let tries = 0; tries < 5; tries++) assert.equal((await exchange(acme, value)).status, 200)

    assert.equal((await exchange(acme, unknown())).status, 400)
    assert.equal((await detailsOf(acme, unknown())).status, 400)
    assert.equal((await exchange(acme, 'nonsense')).status, 400)
    for (const refused of [await exchange(acme, unknown()), await detailsOf(acme, 'nonsense')]) {
      assert.equal(refused.status, 429)
      const seconds = Number(refused.headers['retry-after'])
      assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `${seconds}`)
      assert.equal(refused.body.statusCode, 429)
      assert.match(refused.body.message, /^Too many API tokens from this address were not valid/)
    }
    for (let tries = 0; tries < 3; tries++) {
      assert.equal((await exchange(acme, value)).status, 200)
      assert.equal((await detailsOf(acme, value)).status, 200)
    }
    assert.equal(await exchangeFrom(acme, '192.0.2.1', unknown()), 400)
    assert.equal(await exchangeFrom(acme, '2001:db8::1', value), 200)
    assert.equal((await call(acme, accessToken, 'GET', '/loggedin/user')).status, 200)
    acme.clock.now += 60_000
    assert.equal((await exchange(acme, unknown())).status, 400)
  })

  test('and so may a /64 of IPv6, however many addresses it has', async (t) => {
    const acme = await openAcme(t, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '3' } })
    const statuses: number[] = []
    for (const last of [1, 2, 3, 4]) statuses.push(await exchangeFrom(acme, `2001:db8::${last}`, 'nonsense'))
    assert.deepEqual(statuses, [400, 400, 400, 429])
    assert.equal(await exchangeFrom(acme, '2001:db8:0:1::1', 'nonsense'), 400)
  })

  test('and for ever when the limit is 0', async () => {
    for (let tries = 0; tries < 400; tries++)
      assert.equal((await exchange(unlimited, 'nonsense')).status, 400)
  })
})

suite('a limiter that does not work', () => {
  const broken = (): never => {
    throw new Error('no connection')
  }
  const failing: Throttle = { waitSeconds: broken, count: broken, giveBack: broken, forget: broken }
  const logged: unknown[] = []
  const from = {
    ip: '192.0.2.1',
    log: { error: (fact: unknown) => logged.push(fact) },
  } as unknown as Parameters<typeof countFailure>[1]

  test('lets the usual answer through, and the log tells', () => {
    countFailure(failing, from)
    assert.equal(logged.length, 1)
  })

  test('is not the same as one that refuses', () => {
    assert.throws(
      () => countFailure({ ...failing, count: () => 7 }, from),
      (error) => error instanceof Refusal && error.status === 429 && error.retryAfterSeconds === 7,
    )
  })
})

test('when the database is away, every call is a 503 that says when to come back', async () => {
  const acme = unlimited
  const { value } = await tokenOf(acme, 'max')
  const accessToken = await accessTokenFor(acme, value)
  await acme.app.needs.store.close()
  const calls = [
    await exchange(acme, value),
    await detailsOf(acme, value),
    await call(acme, accessToken, 'GET', '/loggedin/user'),
    await call(acme, accessToken, 'POST', `/loggedin/user/orgs/${acme.organization.id}/api-tokens`, {}),
    await call(
      acme,
      accessToken,
      'DELETE',
      `/users/${acme.member.id}/orgs/${acme.organization.id}/api-tokens`,
    ),
  ]
  for (const { status, headers, body, text } of calls) {
    assert.equal(status, 503)
    assert.match(String(headers['retry-after']), /^[1-9][0-9]*$/)
    assert.deepEqual([body.statusCode, body.error], [503, 'temporarily_unavailable'])
    assert.equal(
      body.message,
      'The database is away. Try again in a few seconds; if it stays so, tell whoever runs the server.',
    )
    assert.ok(!text.includes('sqlite') && !text.includes(value))
  }
  // What needs no database goes on.
  assert.equal((await exchange(acme, 'mistyped')).status, 400)
  assert.equal((await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key`)).status, 200)
})
