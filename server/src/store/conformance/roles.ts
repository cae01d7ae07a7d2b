/** Promises about roles and the services that define them. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newAssignment, newService, newUser, NOW, type Owner } from './samples.ts'

export function rolePromises(open: OpenDatabase): void {
  suite('roles and services', () => {
    const database = sharedDatabase(open)
    const addService = async (organizationId: string) => {
      const service = newService(organizationId)
      await change(database.store, (tx) => tx.services.insert(service))
      return service
    }
    const assign = (owner: Owner, more: Parameters<typeof newAssignment>[1]) =>
      change(database.store, (tx) => tx.roles.assign(newAssignment(owner, more)))

    test('a service is found as it was defined, in its order, by its own organization only', async () => {
      const { organizationId } = await addMember(database.store)
      const stranger = await addMember(database.store)
      const service = await addService(organizationId)
      const empty = newService(organizationId, { displayName: '0', roles: [], permissions: [] })
      await change(database.store, (tx) => tx.services.insert(empty))
      assert.deepEqual(await database.store.services.find(organizationId, service.id), service)
      assert.deepEqual(await database.store.services.list(organizationId), [empty, service])
      assert.equal(await database.store.services.find(stranger.organizationId, service.id), undefined)
      assert.deepEqual(await database.store.services.list(stranger.organizationId), [])
    })

    test('a service id or name that is taken is a conflict', async () => {
      const { organizationId } = await addMember(database.store)
      const stranger = await addMember(database.store)
      const { id, name } = await addService(organizationId)
      for (const twin of [
        newService(stranger.organizationId, { id }),
        newService(organizationId, { name }),
      ]) {
        await assert.rejects(
          change(database.store, (tx) => tx.services.insert(twin)),
          { code: 'conflict' },
        )
      }
      await change(database.store, (tx) => tx.services.insert(newService(stranger.organizationId, { name })))
    })

    test('a held role comes with its permissions, its resource and its end, ended or not', async () => {
      const { user, ...owner } = await addMember(database.store)
      const { id: serviceId } = await addService(owner.organizationId)
      await assign(owner, { name: 'org_admin' })
      await assign(owner, { serviceId, name: 'inventory:admin', resource: 'shelf 1', endsAt: NOW - 1 })
      assert.deepEqual(await database.store.roles.heldBy(user.id, owner.organizationId), [
        {
          serviceId: null,
          name: 'org_admin',
          resource: null,
          permissions: ORGANIZATION_ROLES.org_admin.permissions,
          startsAt: null,
          endsAt: null,
          group: null,
        },
        {
          serviceId,
          name: 'inventory:admin',
          resource: 'shelf 1',
          permissions: ['inventory:item.write', 'inventory:item.read'],
          startsAt: null,
          endsAt: NOW - 1,
          group: null,
        },
      ])
    })

    test('the same role is held once; on another resource it is another', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const { id: serviceId } = await addService(owner.organizationId)
      const assignments = [
        { name: 'org_member' },
        { serviceId, name: 'inventory:viewer' },
        { serviceId, name: 'inventory:viewer', resource: 'shelf 1' },
        { serviceId, name: 'inventory:viewer', resource: 'shelf 2' },
      ]
      for (const assignment of assignments) {
        await assign(owner, assignment)
        await assert.rejects(assign(owner, { ...assignment, endsAt: NOW }), { code: 'conflict' })
      }
      assert.equal((await database.store.roles.heldBy(owner.userId, owner.organizationId)).length, 4)
    })

    test("nobody holds a role that is not defined, of another organization's service, or where they are no member", async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const stranger = await addMember(database.store)
      const own = await addService(owner.organizationId)
      const foreign = await addService(stranger.organizationId)
      const user = newUser()
      await change(database.store, (tx) => tx.users.insert(user, 'hash'))
      await assert.rejects(assign(owner, { serviceId: own.id, name: 'inventory:god' }), { code: 'conflict' })
      await assert.rejects(assign(owner, { serviceId: foreign.id, name: 'inventory:admin' }), {
        code: 'conflict',
      })
      await assert.rejects(assign({ ...owner, userId: user.id }, {}), { code: 'conflict' })
    })

    test('removing a role takes exactly that one', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const { id: serviceId } = await addService(owner.organizationId)
      const onAll = { serviceId, name: 'inventory:viewer', resource: null }
      const onShelf = { ...onAll, resource: 'shelf 1' }
      for (const role of [onAll, onShelf]) await assign(owner, role)
      const remove = (role: typeof onAll | typeof onShelf) =>
        change(database.store, (tx) => tx.roles.remove(owner.organizationId, owner.userId, role))
      assert.equal(await remove({ ...onShelf, resource: 'shelf 2' }), false)
      assert.equal(await remove(onAll), true)
      assert.equal(await remove(onAll), false)
      const held = await database.store.roles.heldBy(owner.userId, owner.organizationId)
      assert.deepEqual(
        held.map(({ resource }) => resource),
        ['shelf 1'],
      )
    })
  })
}
