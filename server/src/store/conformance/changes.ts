/** Promises about changes: all or nothing, one after the other where they meet, and never a false success. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Refusal } from '../../domain/refusal.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newOrganization, newUser, NOW } from './samples.ts'

export function changePromises(open: OpenDatabase): void {
  suite('changes', () => {
    const database = sharedDatabase(open)

    for (const reason of [new Refusal('api_token_revoked', { detail: 'why' }), new TypeError('a bug')]) {
      test(`a ${reason.name} thrown inside undoes everything and comes out unchanged`, async () => {
        const user = newUser()
        const failed = change(database.store, async (tx) => {
          await tx.users.insert(user, 'hash')
          throw reason
        })
        await assert.rejects(failed, (error) => error === reason)
        assert.equal(await database.store.users.find(user.id), undefined)
      })
    }

    test('a change that goes on after the database refused a part of it does not happen', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const organization = newOrganization()
      const failed = change(database.store, async (tx) => {
        await tx.organizations.insert(organization)
        await tx.organizations.addMember(organizationId, userId, NOW).catch(() => {})
      })
      await assert.rejects(failed, { code: 'store_unavailable' })
      await change(database.store, (tx) => tx.organizations.insert(organization))
    })

    test('a change is seen from inside at once, from outside when it is done, by every process', async () => {
      const user = newUser()
      await change(database.store, async (tx) => {
        await tx.users.insert(user, 'hash')
        assert.deepEqual(await tx.users.find(user.id), user)
        assert.equal(await database.store.users.find(user.id), undefined)
        assert.equal(await database.other.users.find(user.id), undefined)
      })
      assert.deepEqual(await database.store.users.find(user.id), user)
      assert.deepEqual(await database.other.users.find(user.id), user)
    })

    test('reads do not wait for a change that is under way', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const { promise: finish, resolve } = Promise.withResolvers<void>()
      const slow = change(database.store, async (tx) => {
        await tx.apiTokens.revoke(token.id, NOW)
        await finish
      })
      for (const store of [database.store, database.other]) {
        assert.equal((await store.exchange.findFacts(token.secretId))?.token.revokedAt, null)
        assert.equal((await store.apiTokens.list(owner, { offset: 0, limit: 1 })).total, 1)
        await store.ping()
      }
      resolve()
      await slow
    })

    test('changes of several processes at once all happen', async () => {
      const { organizationId } = await addMember(database.store)
      await Promise.all(
        Array.from({ length: 30 }, (_, at) =>
          addMember(at % 2 ? database.store : database.other, { organizationId }),
        ),
      )
      const page = { offset: 0, limit: 1 }
      assert.equal((await database.store.organizations.members(organizationId, page)).total, 31)
    })

    test('a change answers its result', async () => {
      assert.deepEqual(await change(database.store, async () => ({ deep: [1] })), { deep: [1] })
    })

    test('a closed store is unavailable, and closing it twice is nothing', async (t) => {
      const { store } = await open(t)
      await store.close()
      await store.close()
      const refused = { code: 'store_unavailable', retryAfterSeconds: 5 }
      await assert.rejects(store.ping(), refused)
      await assert.rejects(store.users.find('someone'), refused)
      await assert.rejects(store.exchange.findFacts('secret'), refused)
      await assert.rejects(
        change(store, (tx) => tx.users.find('someone')),
        refused,
      )
    })
  })
}
