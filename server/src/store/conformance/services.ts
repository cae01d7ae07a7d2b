/** Promises about services that change: what is not defined any more is gone wherever it was referred to. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newAssignment, newService, NOW } from './samples.ts'

export function servicePromises(open: OpenDatabase): void {
  void suite('services that change', () => {
    const database = sharedDatabase(open)

    async function held() {
      const { user, ...owner } = await addMember(database.store)
      const service = newService(owner.organizationId)
      await change(database.store, (tx) => tx.services.insert(service))
      const assign = (name: string, serviceId: string | null = service.id) =>
        change(database.store, (tx) => tx.roles.assign(newAssignment(owner, { serviceId, name })))
      const roles = async () => {
        const found = await database.store.roles.heldBy(user.id, owner.organizationId)
        return found.map(({ name, permissions }) => [name, permissions])
      }
      return { owner, service, assign, roles }
    }

    test('a role that is left out is taken from its holders, and one that stays is kept', async () => {
      const { service, assign, roles } = await held()
      await assign('inventory:viewer')
      await assign('inventory:admin')
      const admin = { ...service.roles[1]!, permissions: ['inventory:item.read'] }
      const after = { ...service, displayName: 'New', description: 'What it is', roles: [admin] }
      await change(database.store, (tx) => tx.services.redefine(after, NOW))
      assert.deepEqual(await database.store.services.find(service.organizationId, service.id), after)
      assert.deepEqual(await roles(), [['inventory:admin', ['inventory:item.read']]])
    })

    test('custom roles keep only what is still defined', async () => {
      const { owner, service, assign, roles } = await held()
      const all = service.permissions.map(({ name }) => name)
      await database.query(
        `insert into custom_roles (organization_id, name, display_name, description, created_at)
          values ('${owner.organizationId}', 'mine', 'Mine', '', ${NOW})`,
      )
      await database.query(
        `insert into custom_role_permissions (organization_id, role_name, service_id, permissions, widened_at)
          values ('${owner.organizationId}', 'mine', '${service.id}', '${JSON.stringify(all)}', ${NOW})`,
      )
      await assign('mine', null)
      const holders = () =>
        database.store.roles.holdersOfService(owner.organizationId, service.id, { afterId: '', limit: 10 })
      assert.deepEqual(
        (await holders()).map(({ userId }) => userId),
        [owner.userId],
      )
      const [, read] = service.permissions
      const narrower = { ...service, roles: [], permissions: [read!] }
      await change(database.store, (tx) => tx.services.redefine(narrower, NOW))
      assert.deepEqual(await roles(), [['mine', [read!.name]]])
      await change(database.store, (tx) => tx.services.redefine({ ...narrower, permissions: [] }, NOW))
      assert.deepEqual(await roles(), [])
      assert.deepEqual(await holders(), [])
    })

    test('a role that gains a permission counts as assigned then, and otherwise as before', async () => {
      const { owner, service, assign } = await held()
      await assign('inventory:viewer')
      const token = await addApiToken(database.store, owner)
      const assignedAt = async () =>
        (await database.store.apiTokens.findForCaller(token.id))?.roles[0]?.assignedAt
      await change(database.store, (tx) => tx.services.redefine(service, NOW + 5))
      assert.equal(await assignedAt(), NOW)
      const viewer = { ...service.roles[0]!, permissions: service.permissions.map(({ name }) => name) }
      const wider = { ...service, roles: [viewer, service.roles[1]!] }
      await change(database.store, (tx) => tx.services.redefine(wider, NOW + 9))
      assert.equal(await assignedAt(), NOW + 9)
    })

    test('only live API tokens of holders are told, and only its provider removes a service', async () => {
      const { owner, service, assign, roles } = await held()
      await assign('inventory:viewer')
      const live = await addApiToken(database.store, owner)
      await addApiToken(database.store, owner, { expiresAt: NOW })
      const tokens = await database.store.roles.apiTokensOfHolders(owner.organizationId, [owner.userId], NOW)
      assert.deepEqual(
        tokens.map(({ id }) => id),
        [live.id],
      )
      const stranger = await addMember(database.store)
      const remove = (organizationId: string) =>
        change(database.store, (tx) => tx.services.remove(organizationId, service.id))
      assert.equal(await remove(stranger.organizationId), false)
      assert.equal(await remove(owner.organizationId), true)
      assert.deepEqual(await roles(), [])
      assert.equal(await database.store.services.count(owner.organizationId), 0)
    })
  })
}
