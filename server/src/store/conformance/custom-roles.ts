/** Promises about custom roles: what refers to one goes with it, and its name is never another's. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { CustomRole } from '../../domain/custom-role.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newAssignment, newService, NOW } from './samples.ts'

const READ = 'inventory:item.read'
const WRITE = 'inventory:item.write'

export function customRolePromises(open: OpenDatabase): void {
  void suite('custom roles', () => {
    const database = sharedDatabase(open)

    async function defined(name = 'stock-reader') {
      const { user, ...owner } = await addMember(database.store)
      const { organizationId } = owner
      const service = newService(organizationId)
      const other = newService(organizationId)
      const role: CustomRole = {
        ...{ name, displayName: 'Stock reader', description: 'Reads the stock', createdAt: NOW },
        services: [service.id, other.id].map((serviceId) => ({ serviceId, permissions: [READ] })),
      }
      await change(database.store, async (tx) => {
        await tx.services.insert(service)
        await tx.services.insert(other)
        await tx.customRoles.insert(organizationId, role)
      })
      const assigned = { serviceId: null, name, resource: null }
      const lasting = { ...assigned, startsAt: null, endsAt: null, createdAt: NOW }
      return {
        ...{ owner, organizationId, user, role, service, other, assigned },
        give: () => change(database.store, (tx) => tx.roles.assign(newAssignment(owner, { ...lasting }))),
        giveThroughGroup: async (userId: string) => {
          const group = { id: `group-${userId}`, displayName: userId, description: '', createdAt: NOW }
          await change(database.store, async (tx) => {
            await tx.groups.insert(organizationId, group)
            await tx.groups.putRole(organizationId, group.id, lasting)
            const forGood = { startsAt: null, endsAt: null, createdAt: NOW }
            await tx.groups.putMember(organizationId, group.id, { ...forGood, userId })
          })
          return group.id
        },
        held: () => database.store.roles.heldBy(user.id, organizationId),
        found: () => database.store.customRoles.find(organizationId, name),
      }
    }

    test('is read as it was defined, with the people who hold it, each once', async () => {
      const { organizationId, role, user, give, giveThroughGroup, found, held } = await defined()
      assert.deepEqual(await found(), { ...role, services: (await found())?.services, holders: 0 })
      assert.deepEqual(new Set((await found())?.services), new Set(role.services))
      await give()
      await giveThroughGroup(user.id)
      const second = await addMember(database.store, { organizationId })
      await giveThroughGroup(second.userId)
      assert.equal((await found())?.holders, 2)
      assert.equal((await held()).length, 4)
      const { customRoles, roles } = database.store
      const holdersAfter = async (afterId: string, limit: number) =>
        (await roles.holdersOfCustomRole(organizationId, role.name, { afterId, limit })).map(
          (each) => each.userId,
        )
      const all = [user.id, second.userId].toSorted()
      assert.deepEqual(await holdersAfter('', 10), all)
      assert.deepEqual(await holdersAfter(all[0]!, 10), all.slice(1))
      assert.deepEqual(await holdersAfter('', 1), all.slice(0, 1))
      const { name, displayName, description } = role
      assert.deepEqual(await customRoles.summaries(organizationId), [{ name, displayName, description }])
    })

    test('that is removed is gone with what gave it, and its name stays taken in its organization alone', async () => {
      const { organizationId, role, user, give, giveThroughGroup, found, held } = await defined('taken')
      await give()
      const group = await giveThroughGroup(user.id)
      const remove = () => change(database.store, (tx) => tx.customRoles.remove(organizationId, role.name))
      assert.equal(await remove(), true)
      assert.equal(await remove(), false)
      assert.deepEqual([await found(), await held()], [undefined, []])
      assert.deepEqual((await database.store.groups.find(organizationId, group))?.roles, [])
      await assert.rejects(
        change(database.store, (tx) => tx.customRoles.insert(organizationId, role)),
        { code: 'conflict' },
      )
      await assert.rejects(give(), { code: 'conflict' })
      await defined('taken')
    })

    test('counts as assigned when a permission came into it, service by service', async () => {
      const { organizationId, owner, role, service, other, give } = await defined()
      await give()
      const token = await addApiToken(database.store, owner)
      const redefine = (at: number, ...services: CustomRole['services']) =>
        change(database.store, (tx) => tx.customRoles.redefine(organizationId, { ...role, services }, at))
      const assignedAt = async () => {
        const roles = (await database.store.apiTokens.findForCaller(token.id))?.roles ?? []
        return Object.fromEntries(roles.map((each) => [each.serviceId, each.assignedAt]))
      }
      const unchanged = { serviceId: other.id, permissions: [READ] }
      await redefine(NOW + 5, unchanged, { serviceId: service.id, permissions: [READ, WRITE] })
      assert.deepEqual(await assignedAt(), { [service.id]: NOW + 5, [other.id]: NOW })
      await redefine(NOW + 9, unchanged, { serviceId: service.id, permissions: [WRITE] })
      assert.deepEqual(await assignedAt(), { [service.id]: NOW + 5, [other.id]: NOW })
      await redefine(NOW + 12, unchanged)
      assert.deepEqual(await assignedAt(), { [other.id]: NOW })
    })

    test('loses what is of a service that the organization has no longer, and is left with nothing at the end', async () => {
      const { role, give, service, other, found, held } = await defined()
      await give()
      await change(database.store, (tx) => tx.services.remove(service.organizationId, service.id))
      assert.deepEqual((await found())?.services, [{ serviceId: other.id, permissions: [READ] }])
      const narrower = { ...other, permissions: [], roles: [] }
      await change(database.store, (tx) => tx.services.redefine(narrower, NOW))
      assert.deepEqual(await found(), { ...role, services: [], holders: 1 })
      assert.deepEqual(await held(), [])
    })

    test('of another organization is not there', async () => {
      const { role } = await defined()
      const { organizationId } = await addMember(database.store)
      const { customRoles, roles } = database.store
      assert.equal(await customRoles.find(organizationId, role.name), undefined)
      assert.deepEqual(
        await roles.holdersOfCustomRole(organizationId, role.name, { afterId: '', limit: 9 }),
        [],
      )
      assert.equal(
        await change(database.store, (tx) => tx.customRoles.lock(organizationId, role.name)),
        false,
      )
      await change(database.store, (tx) => tx.customRoles.remove(organizationId, role.name))
      const named = await customRoles.named(organizationId, [role.name])
      assert.deepEqual(named, [])
    })
  })
}
