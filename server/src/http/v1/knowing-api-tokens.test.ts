/** What helps to tell API tokens apart before one is ended: what it is for, what it opens now, how often it is used. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../../testing/requests.ts'
import { removeRole } from '../../actions/roles/assign-role.ts'
import { DAY_MS } from '../../domain/instant.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`telling API tokens apart, on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine, now: Date.UTC(2026, 10, 26, 12) })
    const path = apiTokensPath(acme)
    const session = () => sessionOf(acme, acme.member)
    const read = async (id: string, what = '') =>
      request(acme, 'GET', `${path}/${id}${what}`, { headers: await session() })
    const edit = async (id: string, body: Record<string, unknown>) =>
      request(acme, 'PATCH', `${path}/${id}`, { headers: await session(), body })

    test('a description is kept as it was given, changed, taken off, and left alone by other changes', async () => {
      const { apiToken } = await generate(acme, await session(), { description: 'Runs at 3:00, ask Ana' })
      assert.equal(apiToken.description, 'Runs at 3:00, ask Ana')
      assert.equal((await edit(apiToken.id, { name: 'CD' })).body.description, 'Runs at 3:00, ask Ana')
      const { body } = await edit(apiToken.id, { description: 'Runs at 4:00' })
      assert.deepEqual([body.name, body.description], ['CD', 'Runs at 4:00'])
      assert.equal((await edit(apiToken.id, { description: null })).body.description, null)
      assert.equal((await generate(acme, await session())).apiToken.description, null)
    })

    test('a description is a line that can be seen, of 200 characters at the most, and no token', async () => {
      const { apiToken, value } = await generate(acme, await session())
      for (const description of ['', ' ', 'two\nlines', '\u200b', 'x'.repeat(201), 7, `is ${value}`]) {
        const { status, body } = await edit(apiToken.id, { description })
        assert.deepEqual([status, body.code], [400, 'request_invalid'], String(description))
      }
      assert.equal((await edit(apiToken.id, { description: 'ü'.repeat(200) })).status, 200)
    })

    test('one that opens nothing any more says so, in the list and by itself, and no other does', async () => {
      const scopes = { services: [{ serviceId: acme.inventory.id, roles: [{ name: 'inventory:viewer' }] }] }
      const headers = await session()
      const [lost, openId, whole] = [
        await generate(acme, headers, { scopes }),
        await generate(acme, headers, { scopes: { ...scopes, openId: true } }),
        await generate(acme, headers),
      ]
      const readAll = async () => {
        const { body } = await request(acme, 'GET', `${path}?limit=200`, { headers: await session() })
        return [lost, openId, whole].map(
          ({ apiToken: { id } }) => body.items.find((item: { id: string }) => item.id === id).canDoNothing,
        )
      }
      assert.deepEqual(await readAll(), [false, false, false])
      await removeRole(acme.app.needs, {
        ...{ organizationId: acme.organization.id, userId: acme.member.id, serviceId: acme.inventory.id },
        ...{ name: 'inventory:viewer', resource: null },
      })
      assert.deepEqual(await readAll(), [true, false, false])
      assert.equal((await read(lost.apiToken.id)).body.canDoNothing, true)
      assert.equal((await exchange(acme, lost.value)).body.scope, '')
      await acme.give(acme.member, 'inventory:viewer', acme.inventory)
      assert.deepEqual(await readAll(), [false, false, false])
    })

    test('exchanges are told by day, as far back as asked, to its owner only', async () => {
      const { apiToken, value } = await generate(acme, await session())
      const use = async (times: number) => {
        for (let count = 0; count < times; count++) await exchange(acme, value)
        await acme.app.needs.store.recordUsage(acme.app.needs.usageLog.drain())
      }
      await use(2)
      acme.clock.now += 2 * DAY_MS
      await use(3)
      const { body } = await read(apiToken.id, '/usage')
      assert.deepEqual(body.days, [
        { day: '2026-11-26', exchanges: 2 },
        { day: '2026-11-28', exchanges: 3 },
      ])
      const lately = await read(apiToken.id, '/usage?days=2')
      assert.deepEqual(lately.body.days, [{ day: '2026-11-28', exchanges: 3 }])
      for (const days of ['0', '401', 'x', '1.5'])
        assert.equal((await read(apiToken.id, `/usage?days=${days}`)).status, 400, days)
      const colleague = { headers: await sessionOf(acme, acme.owner) }
      assert.equal((await request(acme, 'GET', `${path}/${apiToken.id}/usage`, colleague)).status, 404)
    })
  })
}
