/** Promises about all organizations of an installation: found, renamed, suspended and reopened whoever belongs to them. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newAssignment, newOrganization, NOW } from './samples.ts'

export function managedOrganizationPromises(open: OpenDatabase): void {
  suite('all organizations', () => {
    const database = sharedDatabase(open)
    const managed = (search: string) =>
      database.store.organizations.listManaged({ offset: 0, limit: 9 }, search)

    const NO_OWNER = { hasOwner: false, invitedOwner: null }

    test('are listed by display name, with as many members as they have', async () => {
      const [b, a] = [
        newOrganization({ displayName: 'Quartz Works' }),
        newOrganization({ displayName: 'Quartz Mining' }),
      ]
      await change(database.store, async (tx) => {
        for (const each of [b, a]) await tx.organizations.insert(each)
      })
      for (let more = 0; more < 2; more++) {
        const { userId } = await addMember(database.store)
        await change(database.store, (tx) => tx.organizations.addMember(a.id, userId, NOW))
      }
      assert.deepEqual(await managed('quartz'), {
        items: [
          { ...a, memberCount: 2, ...NO_OWNER },
          { ...b, memberCount: 0, ...NO_OWNER },
        ],
        total: 2,
      })
      const page = await database.store.organizations.listManaged({ offset: 1, limit: 1 }, 'quartz')
      assert.deepEqual([page.items.map(({ id }) => id), page.total], [[b.id], 2])
    })

    test('are found by name and display name, in any case, without accents, after being renamed too', async () => {
      const made = newOrganization({ name: 'societe-generique', displayName: 'Société Générique' })
      await change(database.store, (tx) => tx.organizations.insert(made))
      const isFound = async (search: string) => (await managed(search)).total === 1
      assert.deepEqual(await Promise.all(['GENERIQUE soc', 'société', 'société-', '%', 'xyz'].map(isFound)), [
        true,
        true,
        true,
        false,
        false,
      ])
      await change(database.store, (tx) => tx.organizations.setDisplayName(made.id, 'Straße & Söhne'))
      assert.equal(await isFound('strasse sohne'), true)
      assert.equal(await isFound('générique société-'), true, 'by its name, which stays')
      const found = await database.store.organizations.findManaged(made.id)
      assert.deepEqual(found, { ...made, displayName: 'Straße & Söhne', memberCount: 0, ...NO_OWNER })
      assert.equal((await database.store.organizations.findByName(made.name))?.id, made.id)
      assert.equal(await database.store.organizations.findByName('unknown'), undefined)
      assert.equal(await database.store.organizations.findManaged('unknown'), undefined)
    })

    test('are suspended once and reopened once', async () => {
      const made = newOrganization()
      await change(database.store, (tx) => tx.organizations.insert(made))
      const set = (at: number | null) =>
        change(database.store, (tx) => tx.organizations.setSuspendedAt(made.id, at))
      const suspendedAt = async () => (await database.store.organizations.find(made.id))?.suspendedAt
      assert.deepEqual([await set(NOW), await set(NOW + 1), await suspendedAt()], [true, false, NOW])
      assert.deepEqual([await set(null), await set(null), await suspendedAt()], [true, false, null])
    })

    test('that a user is in come with what the user holds in each', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const elsewhere = newOrganization()
      await change(database.store, async (tx) => {
        await tx.organizations.insert(elsewhere)
        await tx.organizations.addMember(elsewhere.id, userId, NOW)
        await tx.roles.assign(newAssignment({ organizationId: elsewhere.id, userId }, { name: 'org_owner' }))
        await tx.roles.assign(newAssignment({ organizationId, userId }, { name: 'developer' }))
      })
      const listed = await database.store.organizations.listWithRoles(userId)
      assert.deepEqual(
        listed.map(({ organization }) => organization),
        await database.store.organizations.listForMember(userId),
      )
      const held = new Map(listed.map(({ organization, roles }) => [organization.id, roles]))
      assert.deepEqual(
        [elsewhere.id, organizationId].map((id) => held.get(id)?.map(({ name }) => name)),
        [['org_owner'], ['developer']],
      )
    })
  })
}
