/** Promises about accounts. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newUser, NOW } from './samples.ts'

export function userPromises(open: OpenDatabase): void {
  suite('users', () => {
    const database = sharedDatabase(open)

    test('a user is found as stored, and nobody under an unknown id', async () => {
      const user = newUser({ isEmailVerified: true, deactivatedAt: NOW + 1 })
      await change(database.store, (tx) => tx.users.insert(user, 'password hash'))
      assert.deepEqual(await database.store.users.find(user.id), user)
      assert.equal(await database.store.users.find('nobody'), undefined)
    })

    for (const [stored, typed] of [
      ['Olivia', 'OLIVIA'],
      ['ÉLODIE', 'élodie'],
      ['ЮЛИЯ', 'юлия'],
      ['Zoe\u0301', 'ZO\u00c9'],
    ] as const) {
      test(`${stored} signs in as ${typed}`, async () => {
        const user = newUser({ username: stored })
        await change(database.store, (tx) => tx.users.insert(user, 'the hash'))
        assert.deepEqual(await database.store.users.findCredentials(typed), {
          user,
          passwordHash: 'the hash',
        })
      })
    }

    test('a part of a user name is not that user', async () => {
      const { user } = await addMember(database.store)
      assert.equal(await database.store.users.findCredentials(user.username.slice(0, -1)), undefined)
      assert.equal(await database.store.users.findCredentials('%'), undefined)
    })

    test('a user name that is taken in another case is a conflict, and nothing has changed', async () => {
      const { user } = await addMember(database.store)
      const twin = newUser({ username: user.username.toUpperCase() })
      await assert.rejects(
        change(database.store, (tx) => tx.users.insert(twin, 'hash')),
        { code: 'conflict' },
      )
      assert.equal(await database.store.users.find(twin.id), undefined)
    })

    test('password, names and deactivation change alone', async () => {
      const { user, organizationId } = await addMember(database.store)
      await change(database.store, async (tx) => {
        await tx.users.setPasswordHash(user.id, 'another hash')
        await tx.users.setProfile(user.id, { firstName: 'Grace', lastName: 'Hopper' })
        await tx.users.setDeactivatedAt(user.id, NOW)
      })
      const changed = { ...user, firstName: 'Grace', lastName: 'Hopper', deactivatedAt: NOW }
      assert.deepEqual(await database.store.users.findCredentials(user.username), {
        user: changed,
        passwordHash: 'another hash',
      })
      const found = await database.store.organizations.searchMembers(organizationId, 'grace hop', 5)
      assert.deepEqual(found, [{ user: changed, roles: [] }])
      await change(database.store, (tx) => tx.users.setDeactivatedAt(user.id, null))
      assert.equal((await database.store.users.find(user.id))?.deactivatedAt, null)
    })
  })
}
