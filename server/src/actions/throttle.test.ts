/** Throttles slow guessing down, never keep anyone out for good, and never grow with what is sent. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heapGrowthMb } from '../../testing/heap.ts'
import { Refusal } from '../domain/refusal.ts'
import { countAll, createAddressThrottle, createThrottle } from './throttle.ts'

const clock = { now: 1_000_000 }
const now = () => clock.now

test('after the free failures one waits for the end of the window, and then is free again', () => {
  const throttle = createThrottle({ failures: 2, seconds: 60, now })
  assert.deepEqual([throttle.count('max'), throttle.count('max')], [0, 0])
  assert.equal(throttle.waitSeconds('max'), 60)
  // Trying on makes it no longer.
  clock.now += 30_001
  assert.equal(throttle.count('max'), 30)
  clock.now += 29_999
  assert.equal(throttle.waitSeconds('max'), 0)
  assert.equal(throttle.count('max'), 0)
})

test('a clock that is set back makes nobody wait for longer than a window', () => {
  const throttle = createThrottle({ failures: 1, seconds: 60, now })
  throttle.count('max')
  clock.now -= 30 * 24 * 3600 * 1000
  assert.equal(throttle.waitSeconds('max'), 0)
  throttle.count('max')
  assert.equal(throttle.waitSeconds('max'), 60)
})

test('what was no failure is given back, and one key does not count for another', () => {
  const throttle = createThrottle({ failures: 1, seconds: 60, now })
  throttle.count('max')
  throttle.giveBack('max')
  assert.deepEqual([throttle.count('max'), throttle.count('olivia')], [0, 0])
  assert.deepEqual([throttle.count('max'), throttle.waitSeconds('sam')], [60, 0])
  throttle.forget('max')
  assert.equal(throttle.waitSeconds('max'), 0)
})

test('a try that one throttle refuses does not count for any other', () => {
  const [pair, address, account] = [1, 10, 10].map((failures) =>
    createThrottle({ failures, seconds: 60, now }),
  )
  const tries = [
    [pair!, 'max 192.0.2.1'],
    [address!, '192.0.2.1'],
    [account!, 'max'],
  ] as const
  countAll(tries)
  for (let more = 0; more < 50; more++) {
    assert.throws(
      () => countAll(tries),
      (error) => error instanceof Refusal && error.retryAfterSeconds === 60,
    )
  }
  assert.deepEqual([address!.waitSeconds('192.0.2.1'), account!.waitSeconds('max')], [0, 0])
})

test('addresses of one /64 count together, those of one /48 more loosely, IPv4 each by itself', () => {
  const throttle = createAddressThrottle({ failures: 3, seconds: 60, now })
  for (const last of ['1', 'ffff', 'a:b:c']) assert.equal(throttle.count(`2001:db8:1:1::${last}`), 0)
  assert.equal(throttle.waitSeconds('2001:db8:1:1::77'), 60)
  assert.equal(throttle.waitSeconds('2001:db8:1:2::77'), 0)
  for (let subnet = 2; subnet < 30; subnet++) throttle.count(`2001:db8:1:${subnet.toString(16)}::1`)
  assert.equal(throttle.waitSeconds('2001:db8:1:ffff::1'), 60)
  assert.equal(throttle.waitSeconds('2001:db8:2::1'), 0)
  for (let tries = 0; tries < 3; tries++) throttle.count('192.0.2.1')
  assert.deepEqual([throttle.waitSeconds('192.0.2.1'), throttle.waitSeconds('192.0.2.2')], [60, 0])
})

test('a flood of long keys costs no memory, and of more keys than are kept the oldest is forgotten', () => {
  const throttle = createThrottle({ failures: 1, seconds: 60, now, most: 10_000 })
  const growth = heapGrowthMb(() => {
    for (let key = 0; key < 300_000; key++) throttle.count(`${key} ${'x'.repeat(2_000)}`)
  })
  assert.ok(growth < 16, `${growth} MB`)
  const wait = (key: number) => throttle.waitSeconds(`${key} ${'x'.repeat(2_000)}`)
  assert.deepEqual([wait(0), wait(289_999), wait(290_000), wait(299_999)], [0, 0, 60, 60])
})

test('windows that are over take no memory', () => {
  const throttle = createThrottle({ failures: 1, seconds: 60, now })
  for (let key = 0; key < 40_000; key++) throttle.count(`key ${key}`)
  clock.now += 60_000
  const growth = heapGrowthMb(() => void throttle.count('another'))
  assert.ok(growth < 0, `${growth} MB`)
})
