/** Regenerating: a new value, and of the old one nothing is left, whoever else acts at the same moment. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { GeneratedApiToken } from '@countersign/api'
import { removeRole } from '../../actions/roles/assign-role.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { accessTokenFor, AUTHORIZE } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../../testing/requests.ts'

const HOUR = { amount: 1, unit: 'hours' }

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`an API token that is regenerated on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const path = apiTokensPath(acme)
    const session = () => sessionOf(acme, acme.member)
    const urlOf = ({ apiToken }: GeneratedApiToken): string => `${path}/${apiToken.id}`
    const regenerate = async (generated: GeneratedApiToken, body: Readonly<Record<string, unknown>> = {}) =>
      request(acme, 'POST', `${urlOf(generated)}/value`, { headers: await session(), body })
    const revoke = async (generated: GeneratedApiToken) =>
      request(acme, 'DELETE', urlOf(generated), { headers: await session() })
    const statusOf = async (value: string): Promise<number> => (await exchange(acme, value)).status

    test('has a new value, and the old one is dead at once', async () => {
      const old = await generate(acme, await session(), { name: 'CI', reminderDays: 3 })
      acme.clock.now += HOUR_MS
      const { status, body } = await regenerate(old)
      assert.equal(status, 200)
      assert.deepEqual([await statusOf(old.value), await statusOf(body.value)], [400, 200])
      assert.notEqual(body.apiToken.valueId, old.apiToken.valueId)
      const { id, name, scopes, reminderDays, lifetime, createdAt } = old.apiToken
      const kept = { id, name, scopes, reminderDays, lifetime, createdAt }
      assert.deepEqual({ ...body.apiToken, ...kept }, body.apiToken)
      assert.equal(Date.parse(body.apiToken.regeneratedAt), acme.clock.now)
      assert.ok(body.apiToken.expiresAt > old.apiToken.expiresAt!)
    })

    test('makes the access tokens of its old value refusable at once, in the same second too', async () => {
      const old = await generate(acme, await session())
      const before = await accessTokenFor(acme, old.value)
      const { body } = await regenerate(old)
      const fresh = await accessTokenFor(acme, body.value)
      const statuses = []
      for (const accessToken of [before, fresh]) {
        const headers = { 'csp-auth-token': accessToken }
        statuses.push((await request(acme, 'GET', path, { headers })).status)
      }
      assert.deepEqual(statuses, [401, 200])
    })

    test('lives as long again as it was chosen to, or as is chosen now', async () => {
      const old = await generate(acme, await session(), { lifetime: HOUR })
      const again = await regenerate(old)
      assert.equal(Date.parse(again.body.apiToken.expiresAt), acme.clock.now + HOUR_MS)
      const never = await regenerate(old, { lifetime: null })
      assert.deepEqual([never.body.apiToken.expiresAt, never.body.apiToken.lifetime], [null, null])
      assert.equal((await regenerate(old)).body.apiToken.expiresAt, null)
      assert.equal((await regenerate(old, { lifetime: { amount: 0, unit: 'days' } })).status, 400)
    })

    test('comes back to life when it has expired, and never when it is revoked', async () => {
      const expired = await generate(acme, await session(), { lifetime: HOUR })
      acme.clock.now += HOUR_MS
      assert.equal(await statusOf(expired.value), 400)
      const revived = await regenerate(expired)
      assert.deepEqual([revived.body.apiToken.state, await statusOf(revived.body.value)], ['active', 200])
      assert.equal(await statusOf(expired.value), 400)

      await revoke(revived.body)
      const { status, body } = await regenerate(expired)
      assert.deepEqual([status, body.code], [409, 'api_token_revoked'])
      assert.equal(await statusOf(revived.body.value), 400)
    })

    test('is not regenerated twice by someone who saw the first value only', async () => {
      const old = await generate(acme, await session())
      const replaces = { replaces: old.apiToken.valueId }
      const first = await regenerate(old, replaces)
      const second = await regenerate(old, replaces)
      assert.deepEqual([first.status, second.status, second.body.code], [200, 409, 'conflict'])
      assert.equal(await statusOf(first.body.value), 200)
    })

    test('by two at once has exactly one new value', async () => {
      for (let round = 0; round < 5; round++) {
        const old = await generate(acme, await session())
        const answers = await Promise.all(
          Array.from({ length: 4 }, () => regenerate(old, { replaces: old.apiToken.valueId })),
        )
        const winners = answers.filter(({ status }) => status === 200)
        assert.equal(winners.length, 1)
        assert.ok(answers.every(({ status }) => status === 200 || status === 409))
        assert.deepEqual([await statusOf(winners[0]!.body.value), await statusOf(old.value)], [200, 400])
      }
    })

    test('by two at once who name no value has one winner, however slow the database and the answer are', async (t) => {
      const { store } = acme.app.needs
      const { change } = store
      const headers = await session()
      const old = await generate(acme, headers)
      const regenerate = () => request(acme, 'POST', `${urlOf(old)}/value`, { headers, body: {} })
      const committed = Promise.withResolvers<void>()
      const answer = Promise.withResolvers<void>()
      // What the first changed is there, and its maker does not know yet.
      const slowly = async (work: Parameters<typeof change>[0]) => {
        const result = await change(work)
        committed.resolve()
        await answer.promise
        return result
      }
      t.mock.method(store, 'change', slowly, { times: 1 })
      const first = regenerate()
      await committed.promise
      const second = await regenerate()
      answer.resolve()
      const { status, body } = await first
      assert.deepEqual([status, second.status, second.body.code], [200, 409, 'conflict'])
      assert.equal(await statusOf(body.value), 200)

      // One that asked first, and read after the other was done.
      const { find } = store.apiTokens
      const asked = Promise.withResolvers<void>()
      const done = Promise.withResolvers<void>()
      const late = async (...which: Parameters<typeof find>) => {
        asked.resolve()
        await done.promise
        return find(...which)
      }
      t.mock.method(store.apiTokens, 'find', late, { times: 1 })
      const early = regenerate()
      await asked.promise
      const between = await regenerate()
      done.resolve()
      assert.deepEqual([(await early).status, between.status], [409, 200])
      assert.equal(await statusOf(between.body.value), 200)
      assert.equal((await regenerate()).status, 200)
    })

    test('by one alone who names no value is regenerated as often as they like', async () => {
      const old = await generate(acme, await session())
      for (let round = 0; round < 10; round++) assert.equal((await regenerate(old)).status, 200)
    })

    test('stays revoked when it is revoked at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const old = await generate(acme, await session())
        const attempts = [() => regenerate(old), () => revoke(old), () => regenerate(old)]
        const answers = await Promise.all(attempts.map((attempt) => attempt()))
        assert.equal(answers[1]!.status, 200)
        const values = [old.value, ...answers.map(({ body }) => body.value).filter(Boolean)]
        for (const value of values) assert.equal(await statusOf(value), 400)
        assert.equal((await regenerate(old)).body.code, 'api_token_revoked')
      }
    })

    test('forgets that its value was seen in a URL', async () => {
      const old = await generate(acme, await session())
      await request(acme, 'POST', `${AUTHORIZE}?refresh_token=${old.value}`)
      await acme.app.needs.store.recordUsage(acme.app.needs.usageLog.drain())
      const seen = await request(acme, 'GET', urlOf(old), { headers: await session() })
      assert.equal(Date.parse(seen.body.seenInUrlAt), acme.clock.now)
      assert.equal((await regenerate(old)).body.apiToken.seenInUrlAt, null)
    })
  })
}

suite('an API token whose roles are gone', async () => {
  const acme = await openAcme({ after })
  const path = apiTokensPath(acme)
  const scopes = {
    administration: true,
    services: [{ serviceId: acme.inventory.id, roles: [{ name: 'inventory:viewer' }] }],
  }
  const session = await sessionOf(acme, acme.member)
  const { value, apiToken } = await generate(acme, session, { scopes })
  const itself = { 'csp-auth-token': await accessTokenFor(acme, value) }
  await removeRole(acme.app.needs, {
    ...{ organizationId: acme.organization.id, userId: acme.member.id, serviceId: acme.inventory.id },
    ...{ name: 'inventory:viewer', resource: null },
  })
  const regenerate = (headers: Readonly<Record<string, string>>) =>
    request(acme, 'POST', `${path}/${apiToken.id}/value`, { headers, body: {} })

  test('is regenerated by its owner, and is worth nothing; by itself it is not', async () => {
    assert.equal((await regenerate(itself)).status, 403)
    const regenerated = await regenerate(session)
    assert.equal(regenerated.status, 200)
    assert.equal((await exchange(acme, regenerated.body.value)).body.scope, 'administration')
  })

  test('has in the audit log which value replaced which, and neither of them', async () => {
    const [event] = eventsNamed(acme, 'csp__regenerate_api_token')
    assert.equal(event!.target_id, apiToken.id)
    assert.equal(event!.details['replaced'], apiToken.valueId)
    assert.match(String(event!.details['valueId']), /^[0-9A-Za-z]{12}$/)
  })
})
