/** The history of an API token: what its owner did stays in view, whatever strangers do with the id of its value. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AuditEvent, CountedRefusal } from '@countersign/api'
import { parseTokenString } from '../../crypto/token-string.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { openAcme, type Acme } from '../../../testing/acme.ts'
import { AUTHORIZE } from '../../../testing/compatible.ts'
import { forgedFor } from '../../../testing/forged.ts'
import { apiTokensPath, exchange, generate, request, signIn } from '../../../testing/requests.ts'

const UNLIMITED = { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } }

async function historyOf(acme: Acme, headers: { cookie: string }, id: string) {
  const read = async (what: string) => {
    const { status, body } = await request(acme, 'GET', `${apiTokensPath(acme)}/${id}/${what}`, { headers })
    assert.equal(status, 200)
    return body
  }
  const changes: { items: AuditEvent[]; total: number } = await read('events')
  const refused: { items: CountedRefusal[]; total: number } = await read('refused-exchanges')
  return { changes, refused, read }
}

suite('the history of an API token', () => {
  for (const forged of [300, 5_000]) {
    test(`shows the same changes after ${forged} forged exchanges, and these as one row an hour`, async (t) => {
      const acme = await openAcme(t, { ...UNLIMITED, now: Date.UTC(2026, 4, 1, 12) })
      const headers = await signIn(acme, 'max')
      const { apiToken } = await generate(acme, headers)
      const path = `${apiTokensPath(acme)}/${apiToken.id}`
      acme.clock.now += 1
      await request(acme, 'PATCH', path, { headers, body: { name: 'CD' } })
      const before = await historyOf(acme, headers, apiToken.id)

      for (let tries = 0; tries < forged; tries++) {
        if (tries === forged / 2) acme.clock.now += HOUR_MS
        const { status } = await exchange(acme, forgedFor(apiToken.valueId))
        assert.equal(status, 400)
        if (tries % 100 === 0) await flushUsage(acme.app.needs)
      }
      await flushUsage(acme.app.needs)

      const { changes, refused } = await historyOf(acme, await signIn(acme, 'max'), apiToken.id)
      assert.deepEqual(changes, before.changes)
      assert.deepEqual(
        changes.items.map(({ name }) => name),
        ['csp__edit_api_token', 'csp__generate_api_token'],
      )
      assert.equal(changes.total, 2)
      assert.deepEqual(
        refused.items.map(({ hour, reason, times }) => [hour, reason, times]),
        ['2026-05-01T13:00:00.000Z', '2026-05-01T12:00:00.000Z'].map((hour) => [
          hour,
          'wrong_secret',
          forged / 2,
        ]),
      )
      assert.equal(refused.total, 2)
    })
  }

  test('is read page by page, each change exactly once', async (t) => {
    const acme = await openAcme(t)
    const headers = await signIn(acme, 'max')
    const { apiToken } = await generate(acme, headers)
    const path = `${apiTokensPath(acme)}/${apiToken.id}`
    for (let edit = 1; edit <= 60; edit++) {
      acme.clock.now += 1
      await request(acme, 'PATCH', path, { headers, body: { name: `name ${edit}` } })
    }
    const { read } = await historyOf(acme, headers, apiToken.id)
    const seen: AuditEvent[] = []
    for (let offset = 0; offset < 61; offset += 25) {
      const { items, total } = await read(`events?offset=${offset}&limit=25`)
      assert.equal(total, 61)
      seen.push(...items)
    }
    assert.deepEqual(
      seen.map(({ details }) => details['name']),
      [...Array.from({ length: 60 }, (_, at) => `name ${60 - at}`), 'CI'],
    )
    assert.equal((await read('events')).items.length, 50)
  })

  test('tells for each reason how often an exchange was refused, when, from where and with what', async (t) => {
    const acme = await openAcme(t, { ...UNLIMITED, now: Date.UTC(2026, 4, 1, 12) })
    const headers = await signIn(acme, 'max')
    const { value, apiToken } = await generate(acme, headers)
    const present = (remoteAddress: string, presented: string) =>
      acme.app.server.inject({
        method: 'POST',
        url: AUTHORIZE,
        remoteAddress,
        headers: { 'user-agent': `agent of ${remoteAddress}` },
        payload: { refresh_token: presented },
      })
    await present('192.0.2.1', forgedFor(apiToken.valueId))
    acme.clock.now += 5_000
    await present('192.0.2.2', forgedFor(apiToken.valueId))
    await request(acme, 'DELETE', `${apiTokensPath(acme)}/${apiToken.id}`, { headers })
    acme.clock.now += 5_000
    await present('192.0.2.3', value)
    await flushUsage(acme.app.needs)

    const { refused } = await historyOf(acme, headers, apiToken.id)
    const hour = '2026-05-01T12:00:00.000Z'
    assert.deepEqual(refused.items, [
      {
        hour,
        reason: 'revoked',
        times: 1,
        firstAt: '2026-05-01T12:00:10.000Z',
        lastAt: '2026-05-01T12:00:10.000Z',
        address: '192.0.2.3',
        userAgent: 'agent of 192.0.2.3',
      },
      {
        hour,
        reason: 'wrong_secret',
        times: 2,
        firstAt: hour,
        lastAt: '2026-05-01T12:00:05.000Z',
        address: '192.0.2.2',
        userAgent: 'agent of 192.0.2.2',
      },
    ])
    const page = await request(
      acme,
      'GET',
      `${apiTokensPath(acme)}/${apiToken.id}/refused-exchanges?offset=1&limit=1`,
      { headers },
    )
    assert.deepEqual([page.body.items, page.body.total], [refused.items.slice(1), 2])
  })

  test('is nobody else’s: neither a colleague’s, an owner’s of another organization, nor a page out of bounds', async (t) => {
    const acme = await openAcme(t)
    const { apiToken } = await generate(acme, await signIn(acme, 'max'))
    for (const username of ['olivia', 'sam']) {
      const headers = await signIn(acme, username)
      for (const what of ['events', 'refused-exchanges']) {
        const { status } = await request(acme, 'GET', `${apiTokensPath(acme)}/${apiToken.id}/${what}`, {
          headers,
        })
        assert.equal(status, 404)
      }
    }
    const headers = await signIn(acme, 'max')
    for (const query of ['limit=0', 'limit=201', 'offset=-1', 'offset=x', 'before=1']) {
      const { status } = await request(
        acme,
        'GET',
        `${apiTokensPath(acme)}/${apiToken.id}/refused-exchanges?${query}`,
        { headers },
      )
      assert.equal(status, 400, query)
    }
  })
})

test('a forged value has the id it is forged for', () => {
  assert.equal(parseTokenString(forgedFor('AbCdEfGhIjKl'), 't')?.id, 'AbCdEfGhIjKl')
})
