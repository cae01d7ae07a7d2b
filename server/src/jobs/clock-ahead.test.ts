/** A clock that was a month ahead and is right again: nothing it has written is believed until that month is over. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createLeases } from '../actions/job-leases.ts'
import { maintainSigningKeys, rotateSigningKeys } from '../actions/signing-keys/signing-keys.ts'
import { DAY_MS, MINUTE_MS } from '../domain/instant.ts'
import { openAcme } from '../../testing/acme.ts'
import { apiTokensPath, exchange, generate, request, signIn } from '../../testing/requests.ts'
import { openTestStore } from '../../testing/stores.ts'
import { flushUsage } from './flush-usage.ts'

const MONTH_MS = 30 * DAY_MS

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`after a clock that was ahead, on ${engine}`, () => {
    test('a job is done at once, though a process that died holds its lease for a month', async (t) => {
      const store = await openTestStore(engine, t)
      const clock = { now: Date.now() + MONTH_MS }
      let done = 0
      const jobOf = () =>
        createLeases({ store, now: () => clock.now }).whileHeld('job', 3 * MINUTE_MS, async () => void done++)
      await jobOf()({} as never)
      clock.now -= MONTH_MS
      await jobOf()({} as never)
      assert.equal(done, 2)
      // Seconds of difference between machines are none.
      clock.now -= MINUTE_MS / 2
      await jobOf()({} as never)
      assert.equal(done, 2)
    })

    test('the last use is the last one', async (t) => {
      const acme = await openAcme(t, { engine })
      const lastUse = async () => {
        const url = `${apiTokensPath(acme)}/${apiToken.id}`
        return (await request(acme, 'GET', url, { headers: await signIn(acme, 'max') })).body.lastUse.at
      }
      const { value, apiToken } = await generate(acme, await signIn(acme, 'max'))
      const right = acme.clock.now
      acme.clock.now += MONTH_MS
      await exchange(acme, value)
      await flushUsage(acme.app.needs)
      acme.clock.now = right + MINUTE_MS
      await exchange(acme, value)
      await flushUsage(acme.app.needs)
      assert.equal(await lastUse(), new Date(right + MINUTE_MS).toISOString())
    })

    test('a session from then is over, also for what needs a password just given', async (t) => {
      const acme = await openAcme(t, { engine })
      const right = acme.clock.now
      acme.clock.now += MONTH_MS
      const session = await signIn(acme, 'max')
      acme.clock.now = right
      assert.equal((await request(acme, 'GET', '/api/v1/session', { headers: session })).status, 401)
    })

    test('signing keys from then are replaced as if they were old, and verification goes on', async (t) => {
      const ahead = Date.now() + MONTH_MS
      const acme = await openAcme(t, { engine, now: ahead })
      const { needs } = acme.app
      const states = async () =>
        Object.fromEntries((await needs.store.signingKeys.list()).map(({ id, state }) => [state, id]))
      const before = await states()
      acme.clock.now = ahead - MONTH_MS
      await assert.rejects(rotateSigningKeys(needs, null), { detail: /clock that was ahead/ })
      await maintainSigningKeys(needs)
      const replaced = await states()
      assert.equal(replaced['active'], before['active'])
      assert.notEqual(replaced['next'], before['next'])
      // Services must know a key before it signs.
      await maintainSigningKeys(needs)
      assert.equal((await states())['active'], before['active'])
      acme.clock.now += 10 * MINUTE_MS
      await maintainSigningKeys(needs)
      const rotated = await states()
      assert.equal(rotated['active'], replaced['next'])
      assert.equal(rotated['retiring'], before['active'])
    })

    test('a key that retired then goes when what it signed has expired', async (t) => {
      const acme = await openAcme(t, { engine })
      const { needs } = acme.app
      acme.clock.now += MONTH_MS
      await rotateSigningKeys(needs, null)
      acme.clock.now -= MONTH_MS - 2 * MINUTE_MS
      await maintainSigningKeys(needs)
      const retiring = async () =>
        (await needs.store.signingKeys.list()).filter(({ state }) => state === 'retiring').length
      assert.equal(await retiring(), 1)
      acme.clock.now += DAY_MS
      await maintainSigningKeys(needs)
      assert.equal(
        (await needs.store.signingKeys.list()).filter(
          ({ retiredAt }) => retiredAt !== null && retiredAt > acme.clock.now,
        ).length,
        0,
      )
      await maintainSigningKeys(needs)
      assert.ok((await retiring()) <= 1)
    })
  })
}
