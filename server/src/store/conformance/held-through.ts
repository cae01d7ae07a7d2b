/** What is held through a group, or as a custom role, is read with what is held directly, in the same one read. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newAssignment, newSecret, newService, NOW } from './samples.ts'

export function heldThroughPromises(open: OpenDatabase): void {
  void suite('roles held through groups and custom roles', () => {
    const database = sharedDatabase(open)

    async function memberOfGroup() {
      const { user, ...owner } = await addMember(database.store)
      const service = newService(owner.organizationId)
      await change(database.store, (tx) => tx.services.insert(service))
      const group = `g-${owner.userId}`
      const run = async (...statements: string[]): Promise<void> => {
        for (const statement of statements) await database.query(statement)
      }
      const at = (instant: number | null): string => String(instant)
      await run(
        `insert into groups (id, organization_id, display_name, name_folded, description, created_at)
          values ('${group}', '${owner.organizationId}', 'Night shift', 'night shift', '', ${NOW})`,
      )
      return {
        owner,
        service,
        group,
        join: (from: number | null, until: number | null) =>
          run(`insert into group_members (organization_id, group_id, user_id, starts_at, ends_at, created_at)
            values ('${owner.organizationId}', '${group}', '${user.id}', ${at(from)}, ${at(until)}, ${NOW})`),
        giveGroup: (name: string, from: number | null, until: number | null) =>
          run(`insert into group_roles (organization_id, group_id, service_id, name, starts_at, ends_at, created_at)
            values ('${owner.organizationId}', '${group}', '${service.id}', '${name}', ${at(from)}, ${at(until)}, ${NOW})`),
        defineCustom: (name: string, permissions: readonly string[]) =>
          run(
            `insert into custom_roles (organization_id, name, display_name, description, created_at)
              values ('${owner.organizationId}', '${name}', 'Custom', '', ${NOW})`,
            ...(permissions.length === 0
              ? []
              : [
                  `insert into custom_role_permissions (organization_id, role_name, service_id, permissions, widened_at)
                    values ('${owner.organizationId}', '${name}', '${service.id}', '${JSON.stringify(permissions)}', ${NOW})`,
                ]),
          ),
        held: () => database.store.roles.heldBy(user.id, owner.organizationId),
      }
    }

    test('a role of a group is held by its members while both the role and the membership last', async () => {
      const { join, giveGroup, held, service, group } = await memberOfGroup()
      await join(NOW + 10, NOW + 100)
      await giveGroup('inventory:viewer', NOW + 20, NOW + 200)
      assert.deepEqual(await held(), [
        {
          serviceId: service.id,
          name: 'inventory:viewer',
          resource: null,
          permissions: ['inventory:item.read'],
          startsAt: NOW + 20,
          endsAt: NOW + 100,
          group: { id: group, displayName: 'Night shift' },
        },
      ])
    })

    test('an exchange reads the groups too, those without a role among them', async () => {
      const { join, owner, group, held } = await memberOfGroup()
      await join(null, NOW + 100)
      const secret = newSecret()
      await addApiToken(database.store, owner, {}, secret)
      const facts = await database.store.exchange.findFacts(secret.id)
      assert.deepEqual(facts?.groups, [
        { id: group, displayName: 'Night shift', startsAt: null, endsAt: NOW + 100 },
      ])
      assert.deepEqual(await held(), [])
    })

    test('a custom role counts in each of its services, and without a permission in none', async () => {
      const { defineCustom, owner, service, held } = await memberOfGroup()
      await defineCustom('stock-reader', ['inventory:item.read'])
      await defineCustom('nothing', [])
      await change(database.store, async (tx) => {
        await tx.roles.assign(newAssignment(owner, { name: 'stock-reader' }))
        await tx.roles.assign(newAssignment(owner, { name: 'nothing' }))
      })
      const found = await held()
      assert.deepEqual(
        found.map(({ serviceId, name, permissions }) => [serviceId, name, permissions]),
        [[service.id, 'stock-reader', ['inventory:item.read']]],
      )
    })

    test('who is assigned a role that nobody defined is refused', async () => {
      const { owner } = await memberOfGroup()
      await assert.rejects(
        change(database.store, (tx) => tx.roles.assign(newAssignment(owner, { name: 'unheard-of' }))),
        { code: 'conflict' },
      )
    })

    test('whoever leaves the organization leaves its groups; a group that goes takes its roles', async () => {
      const { join, giveGroup, owner, group, held } = await memberOfGroup()
      await join(null, null)
      await giveGroup('inventory:viewer', null, null)
      assert.equal((await held()).length, 1)
      await database.query(`delete from groups where id = '${group}'`)
      assert.deepEqual(await held(), [])
      await change(database.store, (tx) => tx.organizations.removeMember(owner.organizationId, owner.userId))
      assert.deepEqual(
        await database.query(`select * from group_members where user_id = '${owner.userId}'`),
        [],
      )
    })
  })
}
