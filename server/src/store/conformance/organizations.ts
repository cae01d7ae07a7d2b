/** Promises about organizations and who is in them: whoever is not a member finds nothing. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newAssignment, newOrganization, newService, newUser, NOW } from './samples.ts'

export function organizationPromises(open: OpenDatabase): void {
  suite('organizations', () => {
    const database = sharedDatabase(open)

    test('only its members find an organization', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const stranger = await addMember(database.store)
      const found = await database.store.organizations.findForMember(organizationId, userId)
      assert.equal(found?.id, organizationId)
      assert.deepEqual(await database.store.organizations.find(organizationId), found)
      assert.equal(await database.store.organizations.find('unknown'), undefined)
      assert.equal(
        await database.store.organizations.findForMember(organizationId, stranger.userId),
        undefined,
      )
      assert.equal(await database.store.organizations.findForMember('unknown', userId), undefined)
    })

    test('a user sees their organizations by display name', async () => {
      const { userId } = await addMember(database.store)
      const [b, a] = [newOrganization({ displayName: 'B' }), newOrganization({ displayName: 'A' })]
      await change(database.store, async (tx) => {
        for (const organization of [b, a]) {
          await tx.organizations.insert(organization)
          await tx.organizations.addMember(organization.id, userId, NOW)
        }
      })
      const listed = await database.store.organizations.listForMember(userId)
      assert.deepEqual(listed.slice(0, 2), [a, b])
      assert.equal(listed.length, 3)
    })

    test('a name that is taken, or a second membership, is a conflict', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const twin = newOrganization({ name: organizationId })
      await assert.rejects(
        change(database.store, (tx) => tx.organizations.insert(twin)),
        { code: 'conflict' },
      )
      await assert.rejects(
        change(database.store, (tx) => tx.organizations.addMember(organizationId, userId, NOW)),
        { code: 'conflict' },
      )
    })

    test('pages of members hold everyone exactly once', async () => {
      const { organizationId } = await addMember(database.store)
      for (let more = 0; more < 6; more++) await addMember(database.store, { organizationId })
      await addMember(database.store)
      const seen: string[] = []
      for (let offset = 0; offset < 9; offset += 3) {
        const page = await database.store.organizations.members(organizationId, { offset, limit: 3 })
        assert.equal(page.total, 7)
        seen.push(...page.items.map(({ user }) => user.id))
      }
      assert.equal(seen.length, 7)
      assert.equal(new Set(seen).size, 7)
      const beyond = await database.store.organizations.members(organizationId, { offset: 9, limit: 3 })
      assert.deepEqual(beyond, { items: [], total: 7 })
    })

    test('members of one service are those who hold a role of it now, counted and paged as all are', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const holds = async (serviceId: string | null, endsAt: number | null) => {
        const { userId: id } = await addMember(database.store, { organizationId })
        const role = { serviceId, name: serviceId === null ? 'org_owner' : 'inventory:viewer', endsAt }
        await change(database.store, (tx) =>
          tx.roles.assign(newAssignment({ organizationId, userId: id }, role)),
        )
        return id
      }
      const [service, another] = [newService(organizationId), newService(organizationId)]
      await change(database.store, async (tx) => {
        for (const each of [service, another]) await tx.services.insert(each)
      })
      const found = [await holds(service.id, null), await holds(service.id, NOW + 1)]
      for (const [serviceId, endsAt] of [
        [service.id, NOW],
        [another.id, null],
        [null, null],
      ] as const)
        await holds(serviceId, endsAt)
      const page = (offset: number, serviceId = service.id) =>
        database.store.organizations.members(organizationId, { offset, limit: 1 }, { serviceId, at: NOW })
      const [first, second, third] = [await page(0), await page(1), await page(2)]
      const ids = [...first.items, ...second.items].map(({ user }) => user.id)
      assert.deepEqual(ids.toSorted(), found.toSorted())
      assert.deepEqual([first.total, second.total, third.total, third.items], [2, 2, 2, []])
      assert.deepEqual(await page(0, 'unknown'), { items: [], total: 0 })
      assert.ok(!found.includes(userId))
    })

    test("a member comes with the roles of this organization, not another's", async () => {
      const { organizationId, userId, user } = await addMember(database.store)
      const elsewhere = newOrganization()
      await change(database.store, async (tx) => {
        await tx.organizations.insert(elsewhere)
        await tx.organizations.addMember(elsewhere.id, userId, NOW)
        await tx.roles.assign(newAssignment({ organizationId: elsewhere.id, userId }, { name: 'org_owner' }))
        await tx.roles.assign(newAssignment({ organizationId, userId }, { name: 'developer' }))
      })
      const member = await database.store.organizations.findMember(organizationId, userId)
      assert.deepEqual(member?.user, user)
      assert.deepEqual(
        member?.roles.map(({ name }) => name),
        ['developer'],
      )
      const { items } = await database.store.organizations.members(organizationId, { offset: 0, limit: 9 })
      assert.deepEqual(items, [member])
      const stranger = await addMember(database.store)
      assert.equal(await database.store.organizations.findMember(organizationId, stranger.userId), undefined)
    })

    test('a member is found by the id, which goes first, or by the user name in any case, and nobody else is', async () => {
      const username = `Named ${newUser().username}`
      const { organizationId, userId, user } = await addMember(database.store, { user: { username } })
      const namesake = newUser({ username: userId })
      const stranger = await addMember(database.store)
      await change(database.store, async (tx) => {
        await tx.users.insert(namesake, 'hash')
        await tx.organizations.addMember(organizationId, namesake.id, NOW)
      })
      const named = (name: string) => database.store.organizations.memberNamed(organizationId, name)
      assert.deepEqual(await named(userId), user)
      assert.deepEqual(await named(user.username.toUpperCase()), user)
      assert.deepEqual(await named(namesake.id), namesake)
      for (const name of [stranger.userId, stranger.user.username, '', '%', user.email])
        assert.equal(await named(name), undefined)
    })

    test('removing a member takes every role held there and nothing elsewhere', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const elsewhere = newOrganization()
      await change(database.store, async (tx) => {
        await tx.organizations.insert(elsewhere)
        await tx.organizations.addMember(elsewhere.id, userId, NOW)
        for (const id of [organizationId, elsewhere.id])
          await tx.roles.assign(newAssignment({ organizationId: id, userId }))
      })
      const remove = () =>
        change(database.store, (tx) => tx.organizations.removeMember(organizationId, userId))
      assert.equal(await remove(), true)
      assert.equal(await remove(), false)
      assert.deepEqual(await database.store.roles.heldBy(userId, organizationId), [])
      assert.equal((await database.store.roles.heldBy(userId, elsewhere.id)).length, 1)
      await change(database.store, (tx) => tx.organizations.addMember(organizationId, userId, NOW))
      assert.deepEqual(await database.store.roles.heldBy(userId, organizationId), [])
    })
  })
}
