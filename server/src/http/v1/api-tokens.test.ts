/** One's own API tokens over our API: generated, seen, found again page by page, renamed. On both engines. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { ApiToken } from '@countersign/api'
import fc from 'fast-check'
import { DAY_MS, MINUTE_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../../testing/requests.ts'

const START = Date.parse('2026-08-31T10:00:00Z')

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`an API token on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine, now: START })
    const path = apiTokensPath(acme)
    const session = () => sessionOf(acme, acme.member)
    const get = async (url: string) => (await request(acme, 'GET', url, { headers: await session() })).body

    test('lives six months unless said otherwise, to the last day of a shorter month', async () => {
      const { apiToken } = await generate(acme, await session())
      assert.equal(apiToken.expiresAt, '2027-02-28T10:00:00.000Z')
      assert.deepEqual(apiToken.lifetime, { amount: 6, unit: 'months' })
      assert.deepEqual(
        [apiToken.state, apiToken.createdAt, apiToken.regeneratedAt, apiToken.revokedAt, apiToken.lastUse],
        ['active', '2026-08-31T10:00:00.000Z', null, null, null],
      )
    })

    test('lives as long as was chosen, or for ever, and then is refused', async () => {
      const never = await generate(acme, await session(), { lifetime: null })
      assert.deepEqual([never.apiToken.expiresAt, never.apiToken.lifetime], [null, null])
      const seconds = await generate(acme, await session(), { lifetime: { amount: 90, unit: 'seconds' } })
      assert.equal(Date.parse(seconds.apiToken.expiresAt!) - Date.parse(seconds.apiToken.createdAt), 90_000)
      const minute = await generate(acme, await session(), { lifetime: { amount: 1, unit: 'minutes' } })
      const startedAt = acme.clock.now
      acme.clock.now += MINUTE_MS - 1
      assert.equal((await exchange(acme, minute.value)).status, 200)
      acme.clock.now += 1
      assert.equal((await exchange(acme, minute.value)).status, 400)
      assert.equal((await get(`${path}/${minute.apiToken.id}`)).state, 'expired')
      acme.clock.now += 365 * 100 * DAY_MS
      assert.equal((await exchange(acme, never.value)).status, 200)
      acme.clock.now = startedAt
    })

    test('has its value in one answer only', async () => {
      const { value, apiToken } = await generate(acme, await session())
      assert.equal(apiToken.valueId, value.slice(4, 16))
      const urls = [
        '',
        `/${apiToken.id}`,
        `/${apiToken.id}/effective-scope`,
        `/${apiToken.id}/events`,
      ].concat(`/${apiToken.id}/refused-exchanges`)
      for (const url of urls) {
        const text = JSON.stringify(await get(path + url))
        assert.ok(text.length > 10 && !text.includes(value.slice(16, 59)), url)
      }
    })

    test('keeps the name it was given, in any script, and the reminder', async () => {
      for (const name of [
        'CI',
        'Сборка',
        'بناء',
        'ビルド 🚀👩‍👩‍👧',
        'a "quoted" <b>name</b> \\ %00',
        'x'.repeat(100),
        '👍'.repeat(100),
      ]) {
        const { apiToken } = await generate(acme, await session(), { name, reminderDays: 14 })
        const shown = await get(`${path}/${apiToken.id}`)
        assert.deepEqual([shown.name, shown.reminderDays], [name, 14])
      }
    })

    test('is renamed and its reminder changed, each without the other, and nothing else of it', async () => {
      const { value, apiToken } = await generate(acme, await session(), { reminderDays: 7 })
      const edit = async (body: Readonly<Record<string, unknown>>) =>
        request(acme, 'PATCH', `${path}/${apiToken.id}`, { headers: await session(), body })
      assert.deepEqual((await edit({ name: 'CD' })).body, { ...apiToken, name: 'CD' })
      assert.deepEqual((await edit({ reminderDays: null })).body, {
        ...apiToken,
        name: 'CD',
        reminderDays: null,
      })
      const forbidden = [
        {},
        { name: null },
        { lifetime: null },
        { scopes: { allRoles: true } },
        { expiresAt: null },
        { state: 'active' },
      ]
      for (const body of forbidden) assert.equal((await edit(body)).status, 400, JSON.stringify(body))
      assert.equal((await exchange(acme, value)).status, 200)
    })

    test('is found again, newest first, whatever the size of the pages', async () => {
      const mine = await sessionOf(acme, acme.owner)
      const ids: string[] = []
      for (let count = 0; count < 12; count++) {
        ids.unshift((await generate(acme, mine, { name: `${count}` })).apiToken.id)
        // Some at the very same moment.
        if (count % 3 > 0) acme.clock.now += 1
      }
      const page = async (query: string) => {
        const { body } = await request(acme, 'GET', path + query, { headers: mine })
        return { ids: body.items.map(({ id }: ApiToken) => id), total: body.total }
      }
      const all = await page('')
      assert.deepEqual([new Set(all.ids), all.total], [new Set(ids), 12])
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 15 }), async (limit) => {
          const found = []
          for (let offset = 0; offset < 12; offset += limit) {
            found.push(...(await page(`?offset=${offset}&limit=${limit}`)).ids)
          }
          assert.deepEqual(found, all.ids)
        }),
        { numRuns: 10 },
      )
      assert.deepEqual(await page('?offset=12'), { ids: [], total: 12 })
      assert.deepEqual(await page('?offset=1000000&limit=200'), { ids: [], total: 12 })
    })

    test('tells what happened to it, newest first, and to nobody else', async () => {
      const mine = await session()
      const { value, apiToken } = await generate(acme, mine, {
        scopes: { administration: true, allRoles: true },
      })
      acme.clock.now += 1
      await request(acme, 'PATCH', `${path}/${apiToken.id}`, { headers: mine, body: { name: 'CD' } })
      acme.clock.now += 1
      const headers = { 'csp-auth-token': await accessTokenFor(acme, value) }
      await request(acme, 'DELETE', path, { headers })
      const { items } = await get(`${path}/${apiToken.id}/events`)
      const names = items.map(({ name }: { name: string }) => name)
      assert.deepEqual(names.slice(-2), ['csp__edit_api_token', 'csp__generate_api_token'])
      assert.ok(names.includes('csp__revoke_api_token'))
      assert.ok(
        items.every(
          ({ userId, address }: Record<string, unknown>) =>
            userId === acme.member.id && address === '127.0.0.1',
        ),
      )
    })
  })
}
