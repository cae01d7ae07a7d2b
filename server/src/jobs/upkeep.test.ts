/** Leases, purge and usage by day, against both engines. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { purgeApiTokens } from '../actions/api-tokens/purge-api-tokens.ts'
import { purgeLinks } from '../actions/purge-links.ts'
import { DAY_MS, MINUTE_MS } from '../domain/instant.ts'
import { openAcme, type Acme } from '../../testing/acme.ts'
import { apiTokensPath, exchange, generate, request, signIn } from '../../testing/requests.ts'
import { thingsToManage } from '../../testing/things-to-manage.ts'
import { openTestStore } from '../../testing/stores.ts'
import type { Store } from '../store/store.ts'
import { flushUsage } from './flush-usage.ts'
import { createLeases } from '../actions/job-leases.ts'

const tokenIds = async ({ app, organization }: Acme): Promise<string[]> => {
  const everyone = { organizationId: organization.id, userId: null }
  const { items } = await app.needs.store.apiTokens.list(everyone, { offset: 0, limit: 100 })
  return items.map(({ id }) => id).toSorted()
}

const auditRows = ({ archive }: Store): Promise<string[]> =>
  archive.read(async (batches) => {
    const rows: string[] = []
    for await (const batch of batches)
      if (batch.table === 'audit_events') rows.push(...batch.rows.map((row) => row.join(' ')))
    return rows
  })

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`upkeep on ${engine}`, () => {
    test('of processes that want a job at once one does it, and keeps it', async (t) => {
      const store = await openTestStore(engine, t)
      const clock = { now: 1_000_000 }
      const done: number[] = []
      const processes = [0, 1, 2].map((index) => {
        const leases = createLeases({ store, now: () => clock.now })
        const job = leases.whileHeld('job', 3 * MINUTE_MS, async () => void done.push(index))
        return { leases, run: () => job({} as never) }
      })
      const runAll = async (): Promise<number[]> => {
        done.length = 0
        await Promise.all(processes.map(({ run }) => run()))
        return [...done]
      }
      const [first] = await runAll()
      assert.equal(done.length, 1)
      for (let minute = 0; minute < 5; minute += 1) {
        clock.now += MINUTE_MS
        assert.deepEqual(await runAll(), [first])
      }
      processes.splice(first!, 1)
      clock.now += 3 * MINUTE_MS - 1
      assert.deepEqual(await runAll(), [])
      clock.now += 1
      const [second] = await runAll()
      assert.equal(done.length, 1)
      assert.notEqual(second, first)
      for (const { leases } of processes) await leases.giveUp()
      assert.equal((await runAll()).length, 1)
    })

    test('a token that is over is kept for 400 days and then gone, with its values and usage', async (t) => {
      const acme = await openAcme(t, { engine })
      const { store } = acme.app.needs
      const session = await signIn(acme, 'max')
      const revoked = await generate(acme, session, { name: 'revoked', lifetime: null })
      const forever = await generate(acme, session, { name: 'forever', lifetime: null })
      const expired = await generate(acme, session, {
        name: 'expired',
        lifetime: { amount: 1, unit: 'days' },
      })
      await exchange(acme, revoked.value)
      await exchange(acme, forever.value)
      await flushUsage(acme.app.needs)
      await request(acme, 'DELETE', `${apiTokensPath(acme)}/${revoked.apiToken.id}`, { headers: session })
      const all = [revoked, forever, expired].map(({ apiToken }) => apiToken.id)

      acme.clock.now += 400 * DAY_MS - 1
      await purgeApiTokens(acme.app.needs)
      assert.deepEqual(await tokenIds(acme), all.toSorted())
      acme.clock.now += 1
      await purgeApiTokens(acme.app.needs)
      assert.deepEqual(await tokenIds(acme), [forever.apiToken.id, expired.apiToken.id].toSorted())
      assert.equal(await store.exchange.findFacts(revoked.value.slice(4, 16)), undefined)
      const owner = { organizationId: acme.organization.id, userId: acme.member.id }
      assert.deepEqual(await store.apiTokens.exchangesByDay(owner, forever.apiToken.id, 0), [])
      acme.clock.now += DAY_MS
      await purgeApiTokens(acme.app.needs)
      assert.deepEqual(await tokenIds(acme), [forever.apiToken.id])
      assert.equal((await exchange(acme, forever.value)).status, 200)

      const items = await auditRows(store)
      const purged = items.filter((row) => row.includes('csp__purge_api_tokens'))
      assert.equal(purged.length, 2)
      assert.match(purged.join(), /"apiTokens":1/)
      assert.ok(
        items.some((row) => row.includes(revoked.apiToken.id)),
        'the audit log still tells of it',
      )
    })

    test('a link that is over says so for 400 days and is then gone; the audit log still tells of it', async (t) => {
      const acme = await openAcme(t, { engine })
      const { store } = acme.app.needs
      const { invitationId, invitationCode, resetCode } = await thingsToManage(acme)
      const isThere = async () => [
        (await store.invitations.find(acme.organization.id, invitationId)) !== undefined,
        (await store.passwordResets.find(resetCode.slice(4, 16))) !== undefined,
      ]
      acme.clock.now += 400 * DAY_MS
      await purgeLinks(acme.app.needs)
      assert.deepEqual(await isThere(), [true, true])
      const { body } = await request(acme, 'POST', '/api/v1/invitations/look', {
        body: { code: invitationCode },
      })
      assert.equal(body.state, 'expired')
      acme.clock.now += 8 * DAY_MS
      await purgeLinks(acme.app.needs)
      await purgeLinks(acme.app.needs)
      assert.deepEqual(await isThere(), [false, false])
      const purged = (await auditRows(store)).filter((row) => row.includes('csp__purge_links'))
      assert.equal(purged.length, 1, 'once: there was nothing for the second time')
      assert.match(purged.join(), /"invitations":1,"passwordResets":1,"roleRequests":2/)
    })

    test('exchanges are counted by token and day, for the owner only', async (t) => {
      const acme = await openAcme(t, { engine, now: Date.UTC(2026, 0, 10, 12) })
      const { store } = acme.app.needs
      const session = await signIn(acme, 'max')
      const { value, apiToken } = await generate(acme, session)
      const day = Date.UTC(2026, 0, 10)
      for (const exchanges of [2, 1]) {
        for (let index = 0; index < exchanges; index += 1) await exchange(acme, value)
        await flushUsage(acme.app.needs)
        await exchange(acme, value)
        acme.clock.now += DAY_MS
        await flushUsage(acme.app.needs)
      }
      const read = (userId: string, since: number) =>
        store.apiTokens.exchangesByDay({ organizationId: acme.organization.id, userId }, apiToken.id, since)
      assert.deepEqual(
        (await read(acme.member.id, 0)).map(({ day, exchanges }) => ({ day, exchanges })),
        [
          { day, exchanges: 3 },
          { day: day + DAY_MS, exchanges: 2 },
        ],
      )
      assert.equal((await read(acme.member.id, day + DAY_MS + 5)).length, 1)
      assert.deepEqual(await read(acme.owner.id, 0), [])
    })
  })
}
