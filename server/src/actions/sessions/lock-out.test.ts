/** Whoever has the right password gets in, whatever others do to the account at the same time. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { heapMb } from '../../../testing/heap.ts'
import { sessionOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import { DAY_MS } from '../../domain/instant.ts'
import { createThrottle } from '../throttle.ts'
import { beginTry } from './sign-in-tries.ts'

const WRONG = 'not the passphrase at all'

suite('never a lock-out', async () => {
  const acme = await openAcme({ after })
  const { needs } = acme.app
  const signIn = async (
    remoteAddress: string,
    password = PASSWORD,
    { username = 'max', cookie = '' }: { username?: string; cookie?: string } = {},
  ) => {
    const response = await acme.app.server.inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress,
      headers: { ...(cookie && { cookie }) },
      payload: { username, password },
    })
    const mark = response.cookies.find(({ name }) => name.endsWith('-device'))
    return { status: response.statusCode, mark, device: mark && `${mark.name}=${mark.value}` }
  }

  test('twenty-five addresses at five tries a second keep the owner out of nothing, from anywhere', async () => {
    Object.assign(needs.signInThrottles, {
      account: createThrottle({ failures: 12, seconds: 60, now: needs.now }),
    })
    const { device } = await signIn('198.51.100.250')
    const answers: number[] = []
    for (let second = 0; second < 5; second++) {
      const attack = Array.from({ length: 125 }, (_, at) => signIn(`203.0.113.${at % 25}`, WRONG))
      const known = signIn('203.0.113.7', PASSWORD, { cookie: device! })
      const anew = signIn(`198.51.100.${second + 1}`)
      answers.push((await known).status, (await anew).status)
      const attackers = new Set((await Promise.all(attack)).map(({ status }) => status))
      assert.ok(!attackers.has(201))
      acme.clock.now += 1_000
    }
    assert.deepEqual(new Set(answers), new Set([201]))
    assert.ok(needs.signInThrottles.account.waitSeconds('max') > 0)
  })

  test('past the limit of the account, addresses from which it signed in of late go before all others', async () => {
    const { id } = acme.owner
    await signIn('192.0.2.40', PASSWORD, { username: 'olivia' })
    await signIn('2001:db8:40::1', PASSWORD, { username: 'olivia' })
    const laneOf = (address: string, username = 'olivia', userId = id) => {
      const begun = beginTry(needs, { address }, username, {})
      begun.giveBack()
      return begun.placeFor(userId).then(({ lane }) => lane)
    }
    assert.equal(await laneOf('192.0.2.41'), 'usual')
    for (let tries = 0; tries < 101; tries++) needs.signInThrottles.account.count('olivia')
    assert.deepEqual(
      [await laneOf('192.0.2.40'), await laneOf('2001:db8:40::2'), await laneOf('192.0.2.41')],
      ['known', 'known', 'crowded'],
    )
    for (let tries = 0; tries < 101; tries++) needs.signInThrottles.account.count('nobody')
    assert.equal(await laneOf('192.0.2.40', 'nobody', ''), 'crowded')
    acme.clock.now += 91 * DAY_MS
    for (let tries = 0; tries < 101; tries++) needs.signInThrottles.account.count('olivia')
    assert.equal(await laneOf('192.0.2.40'), 'crowded')
  })

  test('a device that signed in before is checked from an address that is throttled', async () => {
    const { device } = await signIn('192.0.2.1')
    for (let tries = 0; tries < 5; tries++) await signIn('192.0.2.9', WRONG)
    assert.equal((await signIn('192.0.2.9')).status, 429)
    assert.equal((await signIn('192.0.2.9', PASSWORD, { cookie: device! })).status, 201)
    // Its own wrong tries do count.
    for (let tries = 0; tries < 5; tries++) await signIn('192.0.2.9', WRONG, { cookie: device! })
    assert.equal((await signIn('192.0.2.10', PASSWORD, { cookie: device! })).status, 429)
    assert.equal((await signIn('192.0.2.10')).status, 201)
  })

  test('the mark of a device is for one account, ends by itself, and cannot be made up', async () => {
    const { device, mark } = await signIn('192.0.2.20')
    assert.deepEqual(
      [mark!.httpOnly, mark!.path, mark!.sameSite, mark!.maxAge],
      [true, '/', 'Lax', (180 * DAY_MS) / 1000],
    )
    for (let tries = 0; tries < 5; tries++) {
      await signIn('192.0.2.21', WRONG)
      await signIn('192.0.2.21', WRONG, { username: 'olivia' })
    }
    const value = mark!.value
    const [id, at, mac] = value.split('.')
    const useless = [
      '',
      value.slice(0, -1),
      `${id}.${at}.${mac!.split('').toReversed().join('')}`,
      `AAAAAAAAAAAA.${at}.${mac}`,
      `${id}.zzzzzzzz.${mac}`,
      `~~~${'~'.repeat(5_000)}`,
      Array(500).fill(value).join('~'),
      'x'.repeat(8_000),
    ]
    for (const other of useless) {
      const { status } = await signIn('192.0.2.21', PASSWORD, { cookie: `${device!.split('=')[0]}=${other}` })
      assert.equal(status, 429, other.slice(0, 60))
    }
    const asOlivia = { username: 'olivia', cookie: device! }
    assert.equal((await signIn('192.0.2.21', PASSWORD, asOlivia)).status, 429)
    assert.equal((await signIn('192.0.2.21', PASSWORD, { cookie: device! })).status, 201)
    acme.clock.now += 180 * DAY_MS
    for (let tries = 0; tries < 5; tries++) await signIn('192.0.2.21', WRONG)
    assert.equal((await signIn('192.0.2.21', PASSWORD, { cookie: device! })).status, 429)
  })

  test('one browser is remembered for several accounts, and its cookie stays small', async () => {
    const first = await signIn('192.0.2.30')
    const second = await signIn('192.0.2.30', PASSWORD, { username: 'olivia', cookie: first.device! })
    const third = await signIn('192.0.2.30', PASSWORD, { cookie: second.device! })
    assert.equal(third.mark!.value.split('~').length, 2)
    for (let tries = 0; tries < 5; tries++) {
      await signIn('192.0.2.31', WRONG)
      await signIn('192.0.2.31', WRONG, { username: 'olivia' })
    }
    for (const username of ['max', 'olivia', 'OLIVIA']) {
      assert.equal((await signIn('192.0.2.31', PASSWORD, { username, cookie: third.device! })).status, 201)
    }
    assert.ok(third.mark!.value.length < 400)
  })

  test('giving the password again is not refused because others try the account or share the address', async () => {
    const headers = await sessionOf(acme, acme.member)
    for (let tries = 0; tries < 60; tries++) await signIn('127.0.0.1', WRONG)
    assert.equal((await signIn('127.0.0.1')).status, 429)
    const { status } = await request(acme, 'POST', '/api/v1/session/reauthentication', {
      headers,
      body: { password: PASSWORD },
    })
    assert.equal(status, 200)
  })

  test('sign-in tries with hundreds of thousands of long names and addresses leave the memory as it was', async () => {
    const { address, account, pair } = needs.signInThrottles
    Object.assign(needs.signInThrottles, {
      address: createThrottle({ failures: 3, seconds: 300, now: needs.now }),
    })
    const before = heapMb()
    for (let tries = 0; tries < 120_000; tries++) {
      const name = `${'long name '.repeat(25)}${tries}`
      pair.count(`${name} 2001:db8:${(tries >> 8).toString(16)}:${(tries & 255).toString(16)}::/64`)
      account.count(name)
      address.count(`2001:db8:${(tries >> 8).toString(16)}:${(tries & 255).toString(16)}::1`)
    }
    for (let tries = 0; tries < 3; tries++) await signIn('192.0.2.99', WRONG, { username: `${tries}` })
    for (let tries = 0; tries < 500; tries++) {
      const { status } = await signIn('192.0.2.99', WRONG, { username: `${tries}${'x'.repeat(240)}` })
      assert.equal(status, 429)
    }
    const growth = heapMb() - before
    assert.ok(growth < 60, `${growth} MB`)
  })
})
