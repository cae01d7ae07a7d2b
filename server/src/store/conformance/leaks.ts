/** Promises about reports of values that leaked: found by whose they are, told of once, and gone when they are old. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { LeakReport } from '../../domain/leaks/leak-report.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newSecret, NOW, type Owner } from './samples.ts'

const PAGE = { offset: 0, limit: 50 }

const newReport = (owner: Owner, more: Partial<LeakReport> = {}): LeakReport => ({
  ...{ id: newSecret().id, organizationId: owner.organizationId, userId: owner.userId, kind: 'api_token' },
  ...{ targetId: newSecret().id, name: 'CI', valueId: newSecret().id, reportedAt: NOW, reportedBy: 'anyone' },
  ...{ address: '192.0.2.1', where: { url: null, note: 'In a log' }, createdAt: NOW - 1, expiresAt: null },
  ...{ lastUse: { at: NOW, address: '192.0.2.2', userAgent: 'curl' }, exchanges: { days: 30, count: 7 } },
  reach: { administration: false, openId: true, places: [], placeCount: 0 },
  ended: { apiTokenCount: 1, apiTokens: [{ id: 't', name: 'Made' }], grantCount: 0 },
  ...more,
})

export function leakPromises(open: OpenDatabase): void {
  void suite('reports of values that leaked', () => {
    const database = sharedDatabase(open)
    const insert = (...reports: LeakReport[]) =>
      change(database.store, async (tx) => {
        for (const report of reports) await tx.leaks.insert(report)
      })
    const toldOf = async (reports: readonly LeakReport[], at: number) => {
      let told = 0
      const ids = reports.map(({ id }) => id)
      await change(database.store, async (tx) => void (told = await tx.leaks.told(ids, at)))
      return told
    }
    const untoldOf = async ({ organizationId }: Owner) =>
      (await database.store.leaks.untold(organizationId, 10)).map(({ id }) => id)

    test('one is found as it was written, in its own organization and by its own person only', async () => {
      const [owner, other] = [await addMember(database.store), await addMember(database.store)]
      const report = newReport(owner)
      const ofNobody = newReport(owner, { userId: null, kind: 'feed_token', reportedAt: NOW - 1 })
      await insert(report, ofNobody)
      const { leaks } = database.store
      const listed = { ...report, username: owner.user.username }
      assert.deepEqual(await leaks.findForApiToken(owner, report.targetId), listed)
      assert.equal(
        await leaks.findForApiToken({ ...owner, userId: other.userId }, report.targetId),
        undefined,
      )
      assert.equal(await leaks.findForApiToken(other, report.targetId), undefined)
      const all = { items: [listed, { ...ofNobody, username: null }], total: 2 }
      assert.deepEqual(await leaks.list(owner.organizationId, PAGE), all)
      assert.deepEqual(await leaks.list(other.organizationId, PAGE), { items: [], total: 0 })
    })

    test('what ended with it is corrected', async () => {
      const owner = await addMember(database.store)
      const report = newReport(owner)
      await insert(report)
      const ended = { apiTokenCount: 250, apiTokens: [], grantCount: 1 }
      await change(database.store, (tx) => tx.leaks.setEnded(report.id, ended))
      const found = await database.store.leaks.findForApiToken(owner, report.targetId)
      assert.deepEqual(found, { ...report, ended, username: owner.user.username })
    })

    test('is told of once, and its organization is not told again too soon', async () => {
      const owner = await addMember(database.store)
      const { organizationId } = owner
      const [first, second] = [newReport(owner), newReport(owner, { reportedAt: NOW + 1 })]
      await insert(first, second)
      const isDue = async (toldBefore: number) =>
        (await database.store.leaks.organizationsToTell(toldBefore, 1000)).includes(organizationId)
      assert.equal(await isDue(0), true)
      assert.deepEqual(await untoldOf(owner), [first.id, second.id])
      assert.equal(await toldOf([first], NOW + 5), 1)
      assert.equal(await toldOf([first, second], NOW + 5), 1)
      assert.deepEqual(await untoldOf(owner), [])
      assert.equal(await isDue(NOW + 5), false)
      const third = newReport(owner, { reportedAt: NOW + 6 })
      await insert(third)
      assert.deepEqual([await isDue(NOW + 4), await isDue(NOW + 5)], [false, true])
      assert.deepEqual(await untoldOf(owner), [third.id])
    })

    test('the oldest are deleted first, and no more than asked for', async () => {
      const owner = await addMember(database.store)
      await insert(...[1, 2, 3].map((reportedAt) => newReport(owner, { reportedAt })))
      let deleted = 0
      await change(database.store, async (tx) => void (deleted = await tx.leaks.purge(3, 2)))
      assert.equal(deleted, 2)
      const { items } = await database.store.leaks.list(owner.organizationId, PAGE)
      assert.deepEqual(
        items.map(({ reportedAt }) => reportedAt),
        [3],
      )
    })
  })
}
