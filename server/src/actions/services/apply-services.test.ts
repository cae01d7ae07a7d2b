/** What a file says of an organization's services becomes so as it was shown, all of it or nothing. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { BILLING, INVENTORY, openAcme } from '../../../testing/acme.ts'
import { atTheMachine } from '../../operator.ts'
import { assignRole } from '../roles/assign-role.ts'
import { applyServices } from './apply-services.ts'
import { isStepToDo, planServices, type ServiceEntry } from './plan-services.ts'

const WIKI: ServiceEntry = {
  ...{ name: 'wiki', displayName: 'Wiki', description: null },
  permissions: [{ name: 'wiki:page.read', description: '' }],
  roles: [{ name: 'wiki:reader', displayName: 'Reader', permissions: ['wiki:page.read'] }],
}
/** Without its viewer. */
const NARROWER: ServiceEntry = { ...INVENTORY, description: null, roles: [INVENTORY.roles[1]!] }

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`services out of a file, on ${engine},`, async () => {
    const acme = await openAcme({ after }, { engine, env: { COUNTERSIGN_SERVICES_PER_ORGANIZATION: '4' } })
    const { needs } = acme.app
    const { store, settings } = needs
    const organizationId = acme.organization.id
    const planOf = (entries: readonly ServiceEntry[], of = organizationId) =>
      planServices({ store, settings, at: needs.now() }, of, entries)
    const apply = (entries: readonly ServiceEntry[], more: object = {}) =>
      applyServices(needs, { by: atTheMachine(), organizationId, entries, ...more })
    const serviceNamed = async (name: string) =>
      (await store.services.list(organizationId)).find((service) => service.name === name)

    test('are as a plan that was confirmed says, or not at all', async () => {
      const confirmed = await planOf([WIKI, NARROWER])
      assert.deepEqual(confirmed.steps[1]!.losses.here, {
        organizations: 1,
        people: 1,
        apiTokens: 0,
        machines: 0,
      })
      await assignRole(needs, {
        ...{ organizationId, userId: acme.owner.id, serviceId: acme.inventory.id },
        ...{ name: 'inventory:viewer', resource: null, endsAt: null },
      })
      // Whoever may read all items by another role loses the role all the same.
      await assert.rejects(apply([WIKI, NARROWER], { confirmed }), { code: 'conflict' })
      assert.equal(await serviceNamed('wiki'), undefined)
      assert.equal((await serviceNamed('inventory'))?.roles.length, 2)
      const again = await planOf([WIKI, NARROWER])
      await apply([WIKI, NARROWER], { confirmed: again })
      assert.equal((await serviceNamed('wiki'))?.roles.length, 1)
      assert.equal((await serviceNamed('inventory'))?.roles.length, 1)
    })

    test('are left when there is nothing to do, and those that are not spoken of always', async () => {
      const plan = await planOf([NARROWER])
      assert.ok(!plan.steps.some(isStepToDo))
      assert.ok(plan.untouched > 0)
      assert.deepEqual(
        { ...(await serviceNamed('billing')) },
        { ...acme.billing, permissions: BILLING.permissions },
      )
    })

    test('keep the id of the one that changes, and what is held of it', async () => {
      const renamed = { ...NARROWER, displayName: 'Stock' }
      await apply([renamed])
      const { id, displayName } = (await serviceNamed('inventory'))!
      assert.deepEqual([id, displayName], [acme.inventory.id, 'Stock'])
      const roles = await store.roles.heldBy(acme.owner.id, organizationId)
      assert.ok(roles.some(({ name }) => name === 'inventory:admin'))
      const reordered = { ...renamed, permissions: renamed.permissions.toReversed() }
      assert.equal((await planOf([reordered])).steps[0]!.difference?.isReordered, true)
    })

    test('are offered as the file says, and taken from whom they are not offered any more', async () => {
      const offered = { ...NARROWER, offers: { toAll: false, organizationIds: [acme.other.id] } }
      await apply([offered])
      assert.ok(!(await planOf([offered])).steps.some(isStepToDo))
      assert.ok(!(await planOf([{ ...NARROWER }])).steps.some(({ offers }) => offers !== undefined))
      await store.change(async (tx) => {
        await tx.services.add(acme.other.id, acme.inventory, needs.now())
        return { result: undefined, events: [] }
      })
      const strangers = { organizationId: acme.other.id, userId: acme.stranger.id }
      await assignRole(needs, {
        ...{
          ...strangers,
          serviceId: acme.inventory.id,
          name: 'inventory:admin',
          resource: null,
          endsAt: null,
        },
      })
      const [problem] = (await planOf([NARROWER], acme.other.id)).problems
      assert.match(problem!.detail, /The organization acme provides inventory here/)
      assert.deepEqual(problem!.path, [0, 'name'])
      const withdrawn = { ...NARROWER, offers: { toAll: false, organizationIds: [] } }
      const [step] = (await planOf([withdrawn])).steps
      assert.deepEqual(step!.losses.elsewhere, { organizations: 1, people: 1, apiTokens: 0, machines: 0 })
      await apply([withdrawn])
      assert.deepEqual(await store.services.list(acme.other.id), [])
    })

    test('are refused together when one of them can’t be', async () => {
      const more = ['a', 'b'].map((name) => ({ ...WIKI, name, roles: [], permissions: [] }))
      const { problems } = await planOf(more)
      assert.deepEqual(
        problems.map(({ path }) => path),
        [[1, 'name']],
      )
      assert.match(problems[0]!.detail, /can have 4 services, and with b it would have 5/)
      await assert.rejects(apply(more), { code: 'conflict' })
      assert.equal(await serviceNamed('a'), undefined)
      const nobody = { ...WIKI, offers: { toAll: false, organizationIds: [acme.inventory.id] } }
      const found = (await planOf([nobody])).problems
      assert.deepEqual(
        found.map(({ path }) => path),
        [[0, 'offers', 'organizationIds', 0]],
      )
    })
  })
}
