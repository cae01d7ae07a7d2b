/** Promises about requests for roles: each is decided once, and found by who asked or by what somebody may give. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import type { GivableRoles } from '../../domain/assigning.ts'
import {
  stateOfRoleRequest,
  type RequestedRole,
  type RoleRequestState,
} from '../../domain/role-requests/role-request.ts'
import type { Decided, NewRoleRequest, WhoseRequests } from '../role-requests/role-requests-store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newAssignment, newSecret, newService, NOW, type Owner } from './samples.ts'

const DEVELOPER = { serviceId: null, name: 'developer', resource: null }
const PAGE = { offset: 0, limit: 50 }
const STATES = ['waiting', 'expired', 'refused', 'withdrawn', 'granted', 'ended'] as const

const newRequest = (owner: Owner, more: Partial<NewRoleRequest> = {}): NewRoleRequest => ({
  ...{ id: newSecret().id, organizationId: owner.organizationId, userId: owner.userId },
  ...{ role: DEVELOPER, reason: 'To build', lifetime: { amount: 1, unit: 'months' } },
  ...{ createdAt: NOW, waitsUntil: NOW + 7 * DAY_MS, ...more },
})
const granted = (at: Instant, more: Partial<Decided> = {}): Decided => ({
  ...{ decision: 'granted', at, by: 'olivia', reason: null, grantedUntil: null, ...more },
})

export function roleRequestPromises(open: OpenDatabase): void {
  void suite('requests for roles', () => {
    const database = sharedDatabase(open)
    const listed = (organizationId: string, whose: WhoseRequests, state: RoleRequestState | null = null) =>
      database.store.roleRequests.list(organizationId, whose, state, PAGE, NOW)
    const idsOf = async (...asked: Parameters<typeof listed>) =>
      (await listed(...asked)).items.map(({ request }) => request.id)
    const insert = (...requests: NewRoleRequest[]) =>
      change(database.store, async (tx) => {
        for (const request of requests) await tx.roleRequests.insert(request)
      })

    test('one is found as it was asked for, in its own organization only', async () => {
      const asker = await addMember(database.store)
      const other = await addMember(database.store)
      const [forAMonth, forEver] = [newRequest(asker), newRequest(asker, { lifetime: null })]
      await insert(forAMonth, forEver)
      for (const asked of [forAMonth, forEver]) {
        const found = await database.store.roleRequests.find(asker.organizationId, asked.id)
        assert.deepEqual(found?.request, {
          ...{ ...asked, decision: null, decidedAt: null, decidedBy: null, decisionReason: null },
          ...{ grantedUntil: null, endedAt: null, endedBy: null },
        })
        assert.deepEqual([found.asker.username, found.isAskerActive], [asker.user.username, true])
        assert.equal(await database.store.roleRequests.find(other.organizationId, asked.id), undefined)
      }
      assert.deepEqual(await idsOf(other.organizationId, { askedBy: asker.userId }), [])
    })

    test('is decided once, by the first, and not after its time', async () => {
      const asker = await addMember(database.store)
      const [first, late] = [newRequest(asker), newRequest(asker)]
      await insert(first, late)
      await change(database.store, async ({ roleRequests }) => {
        const refused = granted(NOW + 1, { decision: 'refused', reason: 'No need' })
        assert.equal(await roleRequests.decide('another', first.id, refused), false)
        assert.equal(await roleRequests.decide(asker.organizationId, first.id, refused), true)
        assert.equal(await roleRequests.decide(asker.organizationId, first.id, granted(NOW + 2)), false)
        assert.equal(
          await roleRequests.decide(asker.organizationId, late.id, granted(late.waitsUntil)),
          false,
        )
        assert.equal(await roleRequests.end(asker.organizationId, first.id, 'olivia', NOW), false)
      })
      const found = await database.store.roleRequests.find(asker.organizationId, first.id)
      assert.deepEqual(
        [found?.request.decision, found?.request.decidedAt, found?.request.decisionReason],
        ['refused', NOW + 1, 'No need'],
      )
    })

    test('is deleted when it has been over for long, and never while what it gave is in force', async () => {
      const asker = await addMember(database.store)
      const { organizationId, userId } = asker
      const support = { ...DEVELOPER, name: 'support_user' }
      const [waited, refused, ended] = [newRequest(asker), newRequest(asker), newRequest(asker)]
      const [short, forGood] = [newRequest(asker, { role: support }), newRequest(asker)]
      const all = [waited, refused, ended, short, forGood]
      await insert(...all)
      await change(database.store, async ({ roleRequests, roles }) => {
        await roleRequests.decide(organizationId, refused.id, granted(NOW + 1, { decision: 'refused' }))
        await roleRequests.decide(organizationId, ended.id, granted(NOW + 2))
        await roleRequests.end(organizationId, ended.id, 'olivia', NOW + 20 * DAY_MS)
        const grantedUntil = NOW + 30 * DAY_MS
        await roleRequests.decide(organizationId, short.id, granted(NOW + 3, { grantedUntil }))
        await roleRequests.decide(organizationId, forGood.id, granted(NOW + 4))
        const given = [
          { ...DEVELOPER, createdAt: NOW + 4, endsAt: null },
          { ...support, createdAt: NOW + 3, endsAt: grantedUntil },
        ]
        for (const each of given) await roles.assign(newAssignment(asker, { ...each, startsAt: null }))
      })
      const left = async (before: Instant): Promise<string[]> => {
        while ((await change(database.store, (tx) => tx.roleRequests.purge(before, 1))) > 0);
        const there = new Set(await idsOf(organizationId, { askedBy: userId }))
        return all.filter(({ id }) => there.has(id)).map(({ id }) => id)
      }
      assert.deepEqual((await left(NOW)).length, 5)
      assert.deepEqual(await left(NOW + DAY_MS), [waited.id, ended.id, short.id, forGood.id])
      assert.deepEqual(await left(NOW + 7 * DAY_MS), [ended.id, short.id, forGood.id])
      assert.deepEqual(await left(NOW + 20 * DAY_MS), [short.id, forGood.id])
      assert.deepEqual(await left(NOW + 30 * DAY_MS), [forGood.id])
      assert.deepEqual(await left(NOW + 9_000 * DAY_MS), [forGood.id])
    })

    test('is in one state, and listed under it and no other', async () => {
      const asker = await addMember(database.store)
      const { organizationId, userId } = asker
      const [waiting, held, over, taken] = [1, 2, 3, 4].map(() => newRequest(asker))
      const expired = newRequest(asker, { waitsUntil: NOW })
      const [refused, withdrawn] = [newRequest(asker), newRequest(asker)]
      await insert(waiting!, held!, over!, taken!, expired, refused, withdrawn)
      await change(database.store, async (tx) => {
        const decide = (id: string, decided: Decided) => tx.roleRequests.decide(organizationId, id, decided)
        await decide(held!.id, granted(NOW - 2))
        await tx.roles.assign(newAssignment(asker, { ...DEVELOPER, createdAt: NOW - 2 }))
        await decide(over!.id, granted(NOW - 2, { grantedUntil: NOW }))
        await decide(taken!.id, granted(NOW - 3))
        assert.equal(await tx.roleRequests.end(organizationId, taken!.id, userId, NOW - 1), true)
        assert.equal(await tx.roleRequests.end(organizationId, taken!.id, userId, NOW - 1), false)
        await decide(refused.id, granted(NOW - 1, { decision: 'refused' }))
        await decide(withdrawn.id, granted(NOW - 1, { decision: 'withdrawn' }))
      })
      const expected = {
        ...{ waiting: [waiting!.id], expired: [expired.id], refused: [refused.id] },
        ...{ withdrawn: [withdrawn.id], granted: [held!.id], ended: [over!.id, taken!.id].toSorted() },
      }
      for (const state of STATES) {
        const { items, total } = await listed(organizationId, { askedBy: userId }, state)
        assert.deepEqual(items.map(({ request }) => request.id).toSorted(), expected[state], state)
        for (const each of items) assert.equal(stateOfRoleRequest(each, NOW), state)
        assert.equal(total, items.length)
      }
      assert.equal((await listed(organizationId, { askedBy: userId })).total, 7)
      const waits = await database.store.roleRequests.waitingOf(organizationId, userId, NOW)
      assert.deepEqual(
        waits.map(({ id }) => id),
        [waiting!.id],
      )
    })

    test('what somebody may give decides which of others are listed; an owner’s are an owner’s to see', async () => {
      const asker = await addMember(database.store)
      const { organizationId, userId } = asker
      const owner = await addMember(database.store, { organizationId })
      const service = newService(organizationId)
      const viewer = { serviceId: service.id, name: 'inventory:viewer', resource: null }
      await change(database.store, async (tx) => {
        await tx.services.insert(service)
        await tx.roles.assign(newAssignment(owner, { name: 'org_owner' }))
      })
      const developer = newRequest(asker)
      const [everywhere, here, there] = [null, 'here', 'there'].map((resource) =>
        newRequest(asker, { role: { ...viewer, resource } }),
      )
      const ofOwner = newRequest(owner)
      await insert(developer, everywhere!, here!, there!, ofOwner)
      const others = async (notAskedBy: string, givable: GivableRoles) =>
        (await idsOf(organizationId, { notAskedBy, givable })).toSorted()
      const only = (...roles: RequestedRole[]) => ({ everything: false, roles }) as const
      const ids = (...requests: (NewRoleRequest | undefined)[]) => requests.map((each) => each!.id).toSorted()
      assert.deepEqual(await others('me', only()), [])
      assert.deepEqual(await others('me', only(viewer)), ids(everywhere, here, there))
      assert.deepEqual(await others('me', only({ ...viewer, resource: 'here' })), ids(here))
      assert.deepEqual(await others('me', only({ ...viewer, serviceId: 'another' })), [])
      assert.deepEqual(
        await database.store.roleRequests.list(
          organizationId,
          { notAskedBy: userId, givable: { everything: true } },
          'waiting',
          PAGE,
          NOW,
        ),
        await listed(organizationId, { askedBy: owner.userId }),
      )
      assert.deepEqual(
        await others('me', { everything: true }),
        ids(developer, everywhere, here, there, ofOwner),
      )
    })

    test('a person who is disabled or removed waits for nothing', async () => {
      const asker = await addMember(database.store)
      const { organizationId, userId } = asker
      await insert(newRequest(asker), newRequest(asker, { waitsUntil: NOW }))
      await change(database.store, async ({ roleRequests }) => {
        assert.equal(await roleRequests.withdrawAll('another', userId, 'olivia', NOW), 0)
        assert.equal(await roleRequests.withdrawAll(organizationId, userId, 'olivia', NOW), 1)
        assert.equal(await roleRequests.countSince(organizationId, userId, NOW - 1), 2)
        assert.equal(await roleRequests.countSince(organizationId, userId, NOW), 0)
      })
      assert.deepEqual(await database.store.roleRequests.waitingOf(organizationId, userId, NOW), [])
      await change(database.store, (tx) => tx.organizations.removeMember(organizationId, userId))
      assert.equal((await listed(organizationId, { askedBy: userId })).total, 0)
    })
  })
}
