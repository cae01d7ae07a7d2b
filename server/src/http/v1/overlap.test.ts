/** Rotation without a gap: the old value of an API token works on beside the new one, for as long as was said and no longer. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { GeneratedApiToken } from '@countersign/api'
import { endOverdueValues } from '../../actions/api-tokens/end-overdue-values.ts'
import { DAY_MS, HOUR_MS } from '../../domain/instant.ts'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, claimsOf, exchange, generate, request } from '../../../testing/requests.ts'

const LENGTHS = { one_hour: HOUR_MS, one_day: DAY_MS, seven_days: 7 * DAY_MS, until_first_use: 7 * DAY_MS }

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`an API token that is regenerated with an overlap on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const { needs } = acme.app
    const session = () => sessionOf(acme, acme.member)
    const urlOf = ({ apiToken }: GeneratedApiToken): string => `${apiTokensPath(acme)}/${apiToken.id}`
    const send = async (
      method: 'GET' | 'POST' | 'DELETE',
      url: string,
      body?: Readonly<Record<string, unknown>>,
    ) => request(acme, method, url, { headers: await session(), ...(body && { body }) })
    const make = async (more: Readonly<Record<string, unknown>> = {}) => generate(acme, await session(), more)
    const regenerate = (token: GeneratedApiToken, body: Readonly<Record<string, unknown>> = {}) =>
      send('POST', `${urlOf(token)}/value`, body)
    const overlapping = async (
      overlap: keyof typeof LENGTHS,
      more: Readonly<Record<string, unknown>> = {},
    ) => {
      const old = await make(more)
      const { status, body, text } = await regenerate(old, { overlap })
      assert.equal(status, 200, text)
      return { old, fresh: body as GeneratedApiToken }
    }
    const show = async (token: GeneratedApiToken) => (await send('GET', urlOf(token))).body
    const end = (token: GeneratedApiToken, valueId: string) =>
      send('DELETE', `${urlOf(token)}/values/${valueId}`)
    const statusesOf = (...tokens: readonly { value: string }[]): Promise<number[]> =>
      Promise.all(tokens.map(async ({ value }) => (await exchange(acme, value)).status))
    const eventsOf = async (token: GeneratedApiToken) => {
      const { items } = (await send('GET', `${urlOf(token)}/events`)).body
      return items as { name: string; at: string; userId: string | null; details: Record<string, unknown> }[]
    }
    const endsOf = async (token: GeneratedApiToken) =>
      (await eventsOf(token)).filter(({ name }) => name === 'csp__end_api_token_value')

    for (const [overlap, length] of Object.entries(LENGTHS)) {
      test(`has two values for ${overlap}, to the very instant, and then the new one alone`, async () => {
        const old = await make({ lifetime: null })
        const { body: fresh } = await regenerate(old, { overlap })
        const endsAt = acme.clock.now + length
        assert.deepEqual(fresh.apiToken.overlap, {
          endsAt: new Date(endsAt).toISOString(),
          endsAtFirstUse: overlap === 'until_first_use',
          old: { valueId: old.apiToken.valueId, lastUse: null },
          present: { lastUse: null },
        })
        acme.clock.now = endsAt - 1000
        assert.deepEqual(await statusesOf(old), [200])
        acme.clock.now = endsAt
        assert.deepEqual(await statusesOf(old, fresh), [400, 200])
        assert.equal((await show(old)).overlap, null)
        await endOverdueValues(needs)
        await endOverdueValues(needs)
        const [ended, ...more] = await endsOf(old)
        assert.deepEqual(ended!.details, { valueId: old.apiToken.valueId, by: 'time' })
        assert.deepEqual([Date.parse(ended!.at), ended!.userId, more.length], [endsAt, null, 0])
      })
    }

    test('is dead at once unless an overlap is asked for', async () => {
      for (const body of [{}, { overlap: 'none' }]) {
        const old = await make()
        const { body: fresh } = await regenerate(old, body)
        assert.equal(fresh.apiToken.overlap, null)
        assert.deepEqual(await statusesOf(old, fresh), [400, 200])
      }
      const old = await make()
      assert.equal((await regenerate(old, { overlap: 'for_ever' })).status, 400)
      assert.deepEqual(await statusesOf(old), [200])
    })

    test('never works longer by its old value than it would have, nor than it does now, and neither do access tokens', async () => {
      const { old, fresh } = await overlapping('one_day', { lifetime: { amount: 90, unit: 'minutes' } })
      assert.equal(fresh.apiToken.overlap!.endsAt, old.apiToken.expiresAt)
      const shorter = await regenerate(await make(), {
        overlap: 'one_day',
        lifetime: { amount: 5, unit: 'minutes' },
      })
      assert.equal(shorter.body.apiToken.overlap.endsAt, shorter.body.apiToken.expiresAt)
      const accessToken = await accessTokenFor(acme, old.value)
      assert.ok(Number(claimsOf(accessToken)['exp']) * 1000 <= Date.parse(old.apiToken.expiresAt!))
      acme.clock.now = Date.parse(old.apiToken.expiresAt!) - 60_000
      const last = claimsOf(await accessTokenFor(acme, old.value))
      assert.equal(Number(last['exp']), Math.floor(Date.parse(old.apiToken.expiresAt!) / 1000))
    })

    test('that had expired has no old value to overlap with', async () => {
      const old = await make({ lifetime: { amount: 1, unit: 'hours' } })
      acme.clock.now += HOUR_MS
      const { body } = await regenerate(old, { overlap: 'seven_days' })
      assert.equal(body.apiToken.overlap, null)
      assert.deepEqual(await statusesOf(old, body), [400, 200])
    })

    test('ends its old value now when it is told to, once, and nothing else', async () => {
      const { old, fresh } = await overlapping('seven_days')
      const present = await end(old, fresh.apiToken.valueId)
      assert.deepEqual([present.status, present.body.code], [409, 'value_present'])
      const foreign = await end(old, (await make()).apiToken.valueId)
      assert.deepEqual([foreign.status, foreign.body.code], [404, 'value_not_found'])
      assert.deepEqual(await statusesOf(old, fresh), [200, 200])
      for (let again = 0; again < 2; again++) {
        const { status, body } = await end(old, old.apiToken.valueId)
        assert.deepEqual([status, body.overlap], [200, null])
        assert.deepEqual(await statusesOf(old, fresh), [400, 200])
      }
      const [told, ...more] = await endsOf(old)
      assert.deepEqual(told!.details, { valueId: old.apiToken.valueId, by: 'owner' })
      assert.deepEqual([told!.userId, more.length], [acme.member.id, 0])
    })

    test('never has two overlaps: a second is refused, regenerating at once ends both values, and after the first it may', async () => {
      const { old, fresh } = await overlapping('one_hour')
      const refused = await regenerate(old, { overlap: 'one_day' })
      assert.deepEqual([refused.status, refused.body.code], [409, 'overlap_under_way'])
      assert.match(refused.body.detail, new RegExp(`csnt${old.apiToken.valueId}.*End it first`))
      assert.deepEqual(await statusesOf(old, fresh), [200, 200])
      const { body: last } = await regenerate(old)
      assert.deepEqual(await statusesOf(old, fresh, last), [400, 400, 200])
      assert.equal((await endsOf(old)).length, 1)

      await regenerate(old, { overlap: 'one_hour' })
      acme.clock.now += HOUR_MS
      const after = await regenerate(old, { overlap: 'one_hour' })
      assert.equal(after.status, 200)
      assert.deepEqual((await endsOf(old)).map(({ details }) => details['by']).toSorted(), ['owner', 'time'])
    })

    test('by several at once with an overlap has two values, whoever wins', async () => {
      for (const replaces of [true, false]) {
        const old = await make()
        const body = { overlap: 'one_hour', ...(replaces && { replaces: old.apiToken.valueId }) }
        const answers = await Promise.all(Array.from({ length: 4 }, () => regenerate(old, body)))
        const winners = answers.filter(({ status }) => status === 200)
        assert.equal(winners.length, 1)
        assert.ok(answers.every(({ status }) => status === 200 || status === 409))
        assert.deepEqual(await statusesOf(old, winners[0]!.body), [200, 200])
      }
    })

    test('until the new value is first used: then the old one ends, and not by anything less', async () => {
      const { old, fresh } = await overlapping('until_first_use')
      await request(acme, 'POST', '/csp/gateway/am/api/auth/api-tokens/details', {
        body: { tokenValue: fresh.value },
      })
      await statusesOf(old)
      await flushUsage(needs)
      assert.deepEqual(await statusesOf(old), [200])
      acme.clock.now += 60_000
      const usedAt = acme.clock.now
      assert.deepEqual(await statusesOf(fresh), [200])
      await flushUsage(needs)
      assert.deepEqual(await statusesOf(old, fresh), [400, 200])
      const [told, ...more] = await endsOf(old)
      assert.deepEqual(told!.details, { valueId: old.apiToken.valueId, by: 'first_use' })
      assert.deepEqual([Date.parse(told!.at), told!.userId, more.length], [usedAt, null, 0])
    })

    test('shows each value with its own last use, and the later of both as its own', async () => {
      const old = await make()
      await statusesOf(old)
      await flushUsage(needs)
      acme.clock.now += 1_000
      const { body: fresh } = await regenerate(old, { overlap: 'one_day' })
      const [first, second] = [acme.clock.now - 1_000, acme.clock.now + 1_000]
      const at = (use: { at: string } | null) => use && Date.parse(use.at)
      const seen = async () => {
        const { overlap, lastUse } = await show(old)
        return [at(overlap.old.lastUse), at(overlap.present.lastUse), at(lastUse)]
      }
      assert.deepEqual(await seen(), [first, null, first])
      acme.clock.now = second
      await statusesOf(fresh)
      await flushUsage(needs)
      assert.deepEqual(await seen(), [first, second, second])
      acme.clock.now += 1_000
      await statusesOf(old)
      await flushUsage(needs)
      assert.deepEqual(await seen(), [second + 1_000, second, second + 1_000])
      await end(old, old.apiToken.valueId)
      assert.equal(at((await show(old)).lastUse), second + 1_000)
    })

    test('is revoked with both values, and by either of them', async () => {
      const byOwner = await overlapping('one_day')
      await send('DELETE', urlOf(byOwner.old))
      const byOld = await overlapping('one_day')
      const byNew = await overlapping('one_day')
      for (const { value } of [byOld.old, byNew.fresh]) {
        const { status } = await request(acme, 'POST', '/api/v1/api-tokens/revocation', { body: { value } })
        assert.equal(status, 204)
      }
      for (const { old, fresh } of [byOwner, byOld, byNew]) {
        assert.deepEqual(await statusesOf(old, fresh), [400, 400])
        const { state, overlap } = await show(old)
        assert.deepEqual([state, overlap], ['revoked', null])
        assert.equal((await end(old, old.apiToken.valueId)).status, 200)
        assert.equal((await endsOf(old)).length, 0)
      }
    })

    test('is not ended by an old value whose time is over', async () => {
      const timed = await overlapping('one_hour')
      const ended = await overlapping('one_hour')
      await end(ended.old, ended.old.apiToken.valueId)
      acme.clock.now += HOUR_MS
      for (const { old, fresh } of [timed, ended]) {
        await request(acme, 'POST', '/api/v1/api-tokens/revocation', { body: { value: old.value } })
        assert.deepEqual(await statusesOf(old, fresh), [400, 200])
      }
    })

    test('takes access tokens of both values at Countersign, and of the old one no longer than itself', async () => {
      const old = await make()
      const before = await accessTokenFor(acme, old.value)
      const { body: fresh } = await regenerate(old, { overlap: 'one_hour' })
      const during = await accessTokenFor(acme, old.value)
      const present = await accessTokenFor(acme, fresh.value)
      const statuses = () =>
        Promise.all(
          [before, during, present].map(
            async (accessToken) =>
              (
                await request(acme, 'GET', apiTokensPath(acme), {
                  headers: { 'csp-auth-token': accessToken },
                })
              ).status,
          ),
        )
      assert.deepEqual(await statuses(), [200, 200, 200])
      await end(old, old.apiToken.valueId)
      assert.deepEqual(await statuses(), [401, 401, 200])
    })

    test('refuses every exchange of its old value that begins after ending it was answered', async () => {
      for (let round = 0; round < 5; round++) {
        const { old, fresh } = await overlapping('one_day')
        const [, { status }] = await Promise.all([statusesOf(old, old, old), end(old, old.apiToken.valueId)])
        assert.equal(status, 200)
        assert.deepEqual(await statusesOf(old, fresh, old), [400, 200, 400])
      }
    })

    test('has in its history which value works on, and until when', async () => {
      const { old, fresh } = await overlapping('until_first_use')
      const [event] = (await eventsOf(old)).filter(({ name }) => name === 'csp__regenerate_api_token')
      assert.deepEqual(event!.details, {
        expiresAt: Date.parse(fresh.apiToken.expiresAt!),
        replaced: old.apiToken.valueId,
        valueId: fresh.apiToken.valueId,
        oldValueEndsAt: acme.clock.now + 7 * DAY_MS,
        endsAtFirstUse: true,
      })
    })
  })
}
