/** Promises about what is counted by the hour: one row for each kind, reason, route and who, whoever adds to it. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { once, type GatheredEvent, type Happened } from '../../domain/gathered-event.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newOrganization, newUser, NOW } from './samples.ts'

const HOUR = NOW - (NOW % HOUR_MS)
const origin = { requestId: 'request', address: '2001:db8::1', userAgent: 'curl "8" 🗝️' }

const gathered = (more: Partial<Happened>): GatheredEvent =>
  once({ at: NOW, kind: 'exchange_refused', reason: 'revoked', origin, ...more })

export function gatheredEventPromises(open: OpenDatabase): void {
  suite('what is counted by the hour', () => {
    const database = sharedDatabase(open)
    const listed = (organizationId: string, page = { offset: 0, limit: 100 }) =>
      database.store.gatheredEvents.listForOrganization(organizationId, page)

    test('is found as it was written, newest hour first, in its organization only', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const who = { organizationId, userId, apiTokenId: 'token' }
      const first = gathered({ ...who, route: 'GET /api/v1/session', kind: 'request_refused' })
      const later = gathered({ organizationId, at: NOW + HOUR_MS })
      await database.store.recordGathered([first, later, gathered({ organizationId: 'elsewhere' })])
      assert.deepEqual(await listed(organizationId), { items: [later, first], total: 2 })
      assert.deepEqual((await listed(organizationId, { offset: 1, limit: 1 })).items, [first])
    })

    test('is added up, and keeps the first moment and where the last came from', async () => {
      const { organizationId } = await addMember(database.store)
      const at = (ms: number, address: string) =>
        gathered({ organizationId, at: HOUR + ms, origin: { ...origin, address } })
      await database.store.recordGathered([at(5, 'five'), at(7, 'seven')])
      await database.other.recordGathered([at(6, 'six'), at(2, 'two')])
      assert.deepEqual((await listed(organizationId)).items, [
        { ...at(2, 'seven'), times: 4, lastAt: HOUR + 7 },
      ])
      await database.other.recordGathered([at(9, 'nine')])
      const [row] = (await listed(organizationId)).items
      assert.deepEqual([row?.address, row?.times], ['nine', 5])
    })

    test('of several processes at once loses no count', async () => {
      const { organizationId } = await addMember(database.store)
      const reasons = ['expired', 'revoked', 'deactivated']
      await Promise.all(
        Array.from({ length: 10 }, (_, at) => {
          const batch = reasons.map((reason) => gathered({ organizationId, reason }))
          return (at % 2 ? database.store : database.other).recordGathered(
            at % 3 ? batch : batch.toReversed(),
          )
        }),
      )
      const { items } = await listed(organizationId)
      assert.deepEqual(
        items.map(({ reason, times }) => [reason, times]),
        reasons.toSorted().map((reason) => [reason, 10]),
      )
    })

    test('outside of any organization is told to each of those the person is in, and else to nobody', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const second = newOrganization()
      const loner = newUser()
      await change(database.store, async (tx) => {
        await tx.organizations.insert(second)
        await tx.organizations.addMember(second.id, userId, NOW)
        await tx.users.insert(loner, 'hash')
      })
      const event = gathered({ kind: 'request_refused', reason: 'too_many_attempts', userId })
      const inside = { ...event, organizationId }
      await database.store.recordGathered([event, inside, gathered({ userId: loner.id })])
      assert.deepEqual((await listed(organizationId)).items, [{ ...inside, times: 2 }])
      assert.deepEqual((await listed(second.id)).items, [{ ...event, organizationId: second.id }])
      assert.equal(
        (await listed('')).items.some(({ userId: who }) => who === loner.id),
        true,
      )
    })

    test('of an API token is for those who may see the token, one kind at a time', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const { organizationId } = owner
      const colleague = await addMember(database.store, { organizationId })
      const stranger = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const who = { ...owner, apiTokenId: token.id }
      const refused = gathered(who)
      const described = gathered({ ...who, kind: 'api_token_described', reason: '' })
      await database.store.recordGathered([refused, described, gathered({ ...owner, apiTokenId: 'other' })])
      const list = async (one: { organizationId: string; userId: string | null }) => {
        const page = { offset: 0, limit: 9 }
        return database.store.gatheredEvents.listForApiToken(one, token.id, 'exchange_refused', page)
      }
      const none = { items: [], total: 0 }
      assert.deepEqual(await list(owner), { items: [refused], total: 1 })
      assert.deepEqual(await list({ organizationId, userId: null }), { items: [refused], total: 1 })
      assert.deepEqual(await list({ organizationId, userId: colleague.userId }), none)
      assert.deepEqual(await list({ organizationId: stranger.organizationId, userId: null }), none)
    })

    test('of an OAuth app is for the organization whose it is, of the kinds that are asked for', async () => {
      const { organizationId } = await addMember(database.store)
      const appId = `app-${organizationId}`
      const refused = gathered({ organizationId, appId, kind: 'grant_refused', reason: 'code_reused' })
      const unknown = { ...refused, kind: 'client_refused', reason: 'wrong_secret' } as const
      const others = { ...refused, kind: 'old_secret_used' } as const
      await database.store.recordGathered([refused, unknown, others, { ...refused, appId: 'app-other' }])
      await database.other.recordGathered([refused])
      const list = (whose: string) =>
        database.store.gatheredEvents.listForApp(
          { organizationId: whose, appId },
          ['client_refused', 'grant_refused'],
          { offset: 0, limit: 9 },
        )
      assert.deepEqual(await list(organizationId), { items: [unknown, { ...refused, times: 2 }], total: 2 })
      assert.deepEqual(await list('elsewhere'), { items: [], total: 0 })
    })

    test('may be more in a batch than one statement can hold, or none', async () => {
      const { organizationId } = await addMember(database.store)
      await database.store.recordGathered([])
      const many = Array.from({ length: 1_300 }, (_, at) => gathered({ organizationId, apiTokenId: `${at}` }))
      await database.store.recordGathered(many)
      assert.equal((await listed(organizationId)).total, 1_300)
    })

    test('is purged by its hour, oldest first and no more than asked for', async () => {
      const { organizationId } = await addMember(database.store)
      const old = [3, 1, 2].map((hour) => gathered({ organizationId, at: hour * HOUR_MS }))
      await database.store.recordGathered([...old, gathered({ organizationId })])
      assert.equal(await database.store.purgeGathered(2 * HOUR_MS, 1), 1)
      const hours = async () => (await listed(organizationId)).items.map(({ hour }) => hour)
      assert.deepEqual(await hours(), [HOUR, 3 * HOUR_MS, 2 * HOUR_MS])
      assert.equal(await database.store.purgeGathered(2 * HOUR_MS, 5), 1)
      assert.equal(await database.store.purgeGathered(2 * HOUR_MS, 5), 0)
      assert.deepEqual(await hours(), [HOUR, 3 * HOUR_MS])
    })
  })
}
