/** Throttles slow guessing down and never keep anyone out for good. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../domain/refusal.ts'
import { countAll, createThrottle } from './throttle.ts'

test('after the free failures one waits for the end of the window, and then is free again', async () => {
  const throttle = createThrottle({ failures: 2, seconds: 1 })
  assert.deepEqual([await throttle.count('max'), await throttle.count('max')], [0, 0])
  assert.equal(await throttle.waitSeconds('max'), 1)
  // Trying on makes it no longer.
  await sleep(600)
  assert.equal(await throttle.count('max'), 1)
  await sleep(500)
  assert.equal(await throttle.waitSeconds('max'), 0)
  assert.equal(await throttle.count('max'), 0)
})

test('what was no failure is given back, and one key does not count for another', async () => {
  const throttle = createThrottle({ failures: 1, seconds: 60 })
  await throttle.count('max')
  await throttle.giveBack('max')
  assert.deepEqual([await throttle.count('max'), await throttle.count('olivia')], [0, 0])
  assert.deepEqual([await throttle.count('max'), await throttle.waitSeconds('sam')], [60, 0])
  await throttle.forget('max')
  assert.equal(await throttle.waitSeconds('max'), 0)
})

test('a try that one throttle refuses does not count for any other', async () => {
  const [pair, address, account] = [1, 10, 10].map((failures) => createThrottle({ failures, seconds: 60 }))
  const tries = [
    [pair!, 'max 192.0.2.1'],
    [address!, '192.0.2.1'],
    [account!, 'max'],
  ] as const
  await countAll(tries)
  for (let more = 0; more < 50; more++) {
    await assert.rejects(
      countAll(tries),
      (error) => error instanceof Refusal && error.retryAfterSeconds === 60,
    )
  }
  assert.deepEqual([await address!.waitSeconds('192.0.2.1'), await account!.waitSeconds('max')], [0, 0])
})
